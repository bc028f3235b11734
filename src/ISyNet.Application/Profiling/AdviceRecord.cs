using System.Collections.Immutable;
using ISyNet.Hardware.Advice;

namespace ISyNet.Application.Profiling;

/// <summary>What <c>isynet advise --json</c> prints.</summary>
public sealed record AdviceRecord(
    string Network, string Device, string Precision, int Batch, double LatencyMsPerImage, ImmutableArray<string> Notes,
    ImmutableArray<AdviceOperation> Operations, ImmutableArray<AdviceChange> Changes)
{
    /// <summary>The record of an advice and of what the import of its network has to say.</summary>
    public static AdviceRecord Create(NetworkAdvice advice, ImmutableArray<string> notes)
    {
        ArgumentNullException.ThrowIfNull(advice);
        var (cost, lowered) = (advice.Cost, advice.Cost.Lowered);
        return new AdviceRecord(
            lowered.Network.Name, lowered.Device.Name, lowered.Device.Precision.Name, cost.Batch, cost.LatencyMsPerImage, notes,
            [.. advice.Slowest.Select(d => new AdviceOperation(d.Cost.Operation.Name, lowered.Describe(d.Cost.Operation), d.Cost.LatencyMs / cost.Batch, d.Share, d.Cost.Bound.ToString(), d.Reason))],
            [.. advice.Changes.Select(c => new AdviceChange(c.What, c.Kind.ToString(), c.After.LatencyMsPerImage, c.SavedMsPerImage, c.After.Params, c.After.Macs))]);
    }
}

/// <summary>An operation, the slowest first.</summary>
public sealed record AdviceOperation(string Name, string What, double LatencyMsPerImage, double Share, string Bound, string Reason);

/// <summary>A change; the saved time is negative where it costs some.</summary>
public sealed record AdviceChange(string What, string Kind, double LatencyMsPerImage, double SavedMsPerImage, long Params, long Macs);
