using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Hardware;

/// <summary>
/// The fast model: every operation costs a closed form of its counts and the device's rates (docs/ascend310.md), microseconds
/// per network. The sum of the operations and the launch is the total.
/// </summary>
public sealed class ClosedFormModel(Device device) : ILatencyModel
{
    private readonly OperationCost _cost = new(device);

    /// <inheritdoc/>
    public string Name => "closed";

    /// <inheritdoc/>
    public Device Device => device;

    /// <inheritdoc/>
    public NetworkLatency Predict(Network network, int batch, CancellationToken cancellation = default) => Predict(NetworkLowering.Lower(network, device), batch);

    /// <summary>The latency of a network that is already lowered for this device.</summary>
    /// <exception cref="DeviceException"><paramref name="batch"/> is below 1.</exception>
    public NetworkLatency Predict(FusedNetwork fused, int batch)
    {
        ArgumentNullException.ThrowIfNull(fused);
        if (batch < 1)
            throw new DeviceException($"a batch of {batch} cannot be run: it must be at least 1");
        var operations = ImmutableArray.CreateBuilder<OperationLatency>(fused.Operations.Length);
        foreach (var operation in fused.Operations)
            operations.Add(_cost.Of(operation, batch).ToLatency(operation, batch, device));
        return new NetworkLatency(fused, batch, device.Constants.NetworkOverheadUs * 1e-3, operations.MoveToImmutable());
    }

    /// <summary>Milliseconds of one operation for a batch; allocates nothing.</summary>
    public double OperationMs(FusedOp operation, int batch) => _cost.Of(operation, batch).TotalMs;
}
