using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;

namespace ISyNet.Hardware.Advice;

/// <summary>What is slow in a network on a device, and what changes would save: differences between two predictions of one model. Nothing is trained.</summary>
/// <param name="Cost">The network as it is.</param>
/// <param name="Slowest">Its operations with their reasons, the slowest first.</param>
/// <param name="Changes">Changes that save at least <see cref="LeastSaving"/>, or add parameters for at most <see cref="MostForCapacity"/> more time; the one that saves most first.</param>
public sealed record NetworkAdvice(NetworkCost Cost, ImmutableArray<OperationDiagnosis> Slowest, ImmutableArray<ProposedChange> Changes)
{
    /// <summary>The least part of the latency that a change must save to be named.</summary>
    public const double LeastSaving = 0.01;

    /// <summary>The largest part of the latency that more parameters may cost to be named: capacity that comes almost free.</summary>
    public const double MostForCapacity = 0.02;

    private const int LargestBatch = 256;

    /// <summary>The advice for a network on a device, by the device's best model (<see cref="LatencyModel"/>).</summary>
    /// <param name="device">The device, at the precision in use.</param>
    /// <param name="network">The network.</param>
    /// <param name="batch">Images per batch, at least 1.</param>
    /// <param name="cancellation">Stops between two predictions.</param>
    /// <exception cref="DeviceException">The device cannot run the network.</exception>
    public static NetworkAdvice Create(Device device, Network network, int batch, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(network);
        var model = LatencyModel.Create(device);
        return Create(model, model.Predict(network, batch, cancellation), cancellation);
    }

    /// <summary>The advice for a network that is costed already.</summary>
    /// <param name="model">Predicts the changes.</param>
    /// <param name="cost">The prediction of this model for the network.</param>
    /// <param name="cancellation">Stops between two predictions.</param>
    /// <exception cref="DeviceException">The device cannot run a changed network.</exception>
    public static NetworkAdvice Create(ILatencyModel model, NetworkCost cost, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cost);
        var (device, network, batch) = (model.Device, cost.Lowered.Network, cost.Batch);
        var before = cost.Totals;
        var changes = ImmutableArray.CreateBuilder<ProposedChange>();
        foreach (var (what, kind, changed) in new NetworkChanges(network, device.Precision).All())
            changes.Add(new ProposedChange(what, kind, before, model.Predict(changed, batch, cancellation).Totals));
        foreach (var other in ((int[])[batch / 4, batch / 2, batch * 2, batch * 4]).Where(count => count is > 0 and <= LargestBatch).Distinct())
            changes.Add(new ProposedChange(FormattableString.Invariant($"batches of {other} in place of {batch}"), ChangeKind.Batch, before, model.Predict(cost.Lowered, other, cancellation).Totals));

        foreach (var other in device.Precisions.Skip(1))
        {
            var narrower = LatencyModel.Create(device.At(other.Name)!);
            changes.Add(new ProposedChange($"{other.Name} in place of {device.Precision.Name}{NeverMeasured(device, narrower.Device)}", ChangeKind.Precision, before, narrower.Predict(network, batch, cancellation).Totals));
        }

        return Explain(cost) with { Changes = [.. changes.Where(IsWorthwhile).OrderByDescending(change => change.SavedMsPerImage)] };
    }

    /// <summary>The latency by kind of reason, the largest part first. The parts add up to 1.</summary>
    public ImmutableArray<ReasonShare> Reasons => ReasonShare.FromAdvice(this);

    /// <summary>The slowest operations with equal ones as one, the largest sum first.</summary>
    public ImmutableArray<EqualOperations> Groups =>
    [
        .. Slowest.GroupBy(diagnosis => (What: Cost.Lowered.Describe(diagnosis.Cost.Operation), diagnosis.Kind))
            .Select(group => new EqualOperations(group.Key.What, [.. group])).OrderByDescending(group => group.LatencyMs),
    ];

    /// <summary>What is slow in a network and why, without changes, which would take a prediction each.</summary>
    public static NetworkAdvice Explain(NetworkCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        return new NetworkAdvice(cost, [.. cost.Operations.Select(operation => OperationDiagnosis.Create(operation, cost)).OrderByDescending(diagnosis => diagnosis.Cost.LatencyMs)], []);
    }

    /// <summary>Which of two precisions of a device was never measured; empty if both were.</summary>
    private static string NeverMeasured(Device device, Device other) => (device.Unmeasured, other.Unmeasured) switch
    {
        (null, null) => "",
        ({ }, { }) => $" (neither was measured on {device.Name})",
        (null, _) => $" ({other.Precision.Name} was never measured on {device.Name})",
        _ => $" ({device.Precision.Name} was never measured on {device.Name})",
    };

    private static bool IsWorthwhile(ProposedChange change) => change.SavedShare >= LeastSaving
        || (change.After.Params > change.Before.Params && change.SavedShare >= -MostForCapacity);
}
