
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Systolic;

/// <summary>
/// The matrix products of a network on a device whose matrix unit is a systolic array, exact to the cycle, as if memory and
/// vector unit never stalled it: what no schedule of the device can beat, unless it overlaps folds. Products are those that the device computes, channels
/// padded as it lays them out; cores share the rows.
/// </summary>
public sealed class SystolicModel : ILatencyModel
{
    private readonly SystolicArray _array;

    /// <summary>Creates the model.</summary>
    /// <exception cref="DeviceException">The device's matrix unit is no systolic array.</exception>
    public SystolicModel(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        _array = SystolicArray.FromUnit(device.Precision.Matrix) ?? throw new DeviceException(
            $"device '{device.Name}': matrix.dataflow is {device.Precision.Matrix.Dataflow}, no systolic array: use the closed form or the tile schedule");
        Device = device;
    }

    /// <inheritdoc/>
    public string Name => "systolic";

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public NetworkCost Predict(LoweredNetwork lowered, int batch, CancellationToken cancellation = default)
    {
        this.Check(lowered, batch);
        return new NetworkCost(lowered, batch, 0, [.. lowered.Operations.Select(operation =>
            new OperationCost(operation, batch, (Cost(operation, batch)?.ComputeCycles ?? 0) / (Device.ClockMHz * 1e3)).Against(Device.PeakMacsPerSecond))]);
    }

    /// <summary>The cost of an operation on one core; null when it has no matrix product.</summary>
    public SystolicCost? Cost(LoweredOperation operation, int batch)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (operation.Matrix is not { } product)
            return null;
        var (rows, count) = product.SharedWeights ? (product.M * batch, product.Count) : (product.M, product.Count * batch);
        return _array.Cost(operation.Name, product with { M = MatrixProduct.Ceil(rows, Device.Cores), Count = count });
    }
}
