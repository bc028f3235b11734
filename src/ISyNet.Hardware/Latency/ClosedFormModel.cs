using System.Collections.Immutable;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Latency;

/// <summary>
/// The fast model: every operation costs a closed form of its counts and the device's rates (docs/ascend310.md), microseconds
/// per network. The sum of the operations and the launch is the total.
/// </summary>
public sealed class ClosedFormModel(Device device) : ILatencyModel
{
    private readonly ClosedForm _form = new(device);

    /// <inheritdoc/>
    public string Name => "closed";

    /// <inheritdoc/>
    public Device Device => device;

    /// <inheritdoc/>
    public NetworkCost Predict(LoweredNetwork lowered, int batch, CancellationToken cancellation = default)
    {
        this.Check(lowered, batch);
        var operations = ImmutableArray.CreateBuilder<OperationCost>(lowered.Operations.Length);
        foreach (var operation in lowered.Operations)
            operations.Add(Cost(operation, batch));
        var cost = new NetworkCost(lowered, batch, device.Constants.NetworkOverheadUs * 1e-3, operations.MoveToImmutable());
        return device.Provenance is { } fit ? WithBand(cost, fit) : cost;
    }

    private NetworkCost WithBand(NetworkCost cost, Provenance fit)
    {
        if (device.Unmeasured is not null)
            return cost;
        var band = new LatencyBand(fit.BandLow, fit.BandHigh);
        var unseen = fit.Seen.IsDefaultOrEmpty ? [] : NetworkTraits.Find(cost.Lowered).Except(fit.Seen).ToArray();
        return unseen.Length == 0
            ? cost with { Band = band }
            : cost with { Band = band.Widen(), Caveats = [$"no measured network has {string.Join(", ", unseen)}: the band is wider"] };
    }

    /// <summary>Milliseconds of one batch, the same as <see cref="Predict"/> says; allocates nothing.</summary>
    public double LatencyMs(LoweredNetwork lowered, int batch)
    {
        ArgumentNullException.ThrowIfNull(lowered);
        var total = 0.0;
        foreach (var operation in lowered.Operations)
            total += _form.Of(operation, batch).LatencyMs;
        return (device.Constants.NetworkOverheadUs * 1e-3) + total;
    }

    /// <summary>The cost of one operation for a batch; allocates nothing.</summary>
    public OperationCost Cost(LoweredOperation operation, int batch) => _form.Of(operation, batch).Against(device.PeakMacsPerSecond);
}
