using ISyNet.Graph;

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
        _array = SystolicArray.Of(device.Precision.Matrix) ?? throw new DeviceException(
            $"device '{device.Name}': matrix.dataflow is {device.Precision.Matrix.Dataflow}, no systolic array: use the closed form or the tile schedule");
        Device = device;
    }

    /// <inheritdoc/>
    public string Name => "systolic";

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public NetworkLatency Predict(Network network, int batch, CancellationToken cancellation = default)
    {
        var fused = NetworkLowering.Lower(network, Device);
        if (batch < 1)
            throw new DeviceException($"a batch of {batch} cannot be run: it must be at least 1");
        return new NetworkLatency(fused, batch, 0, [.. fused.Operations.Select(operation => Latency(operation, batch))]);
    }

    /// <summary>The cost of an operation on one core; null when it has no matrix product.</summary>
    public SystolicCost? Cost(FusedOp operation, int batch)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (operation.Matrix is not { } work)
            return null;
        var (rows, count) = work.SharedWeights ? (work.M * batch, work.Repeats) : (work.M, work.Repeats * batch);
        return _array.Cost(new MatrixProduct(operation.Name, MatrixWork.Ceil(rows, Device.Cores), work.K, work.N, count));
    }

    private OperationLatency Latency(FusedOp operation, int batch)
    {
        var matrixMs = (Cost(operation, batch)?.ComputeCycles ?? 0) / (Device.ClockMHz * 1e3);
        return new OperationLatency(
            operation, batch, matrixMs, 0, 0, 0, 0, 0, 0,
            matrixMs > 0 ? operation.Macs * (double)batch / (matrixMs * 1e-3) / Device.PeakMacsPerSecond : 0);
    }
}
