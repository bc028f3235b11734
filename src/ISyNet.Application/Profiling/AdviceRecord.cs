using System.Collections.Immutable;
using ISyNet.Hardware.Advice;
using ISyNet.Hardware.Latency;

namespace ISyNet.Application.Profiling;

/// <summary>What <c>isynet advise --json</c> prints.</summary>
public sealed record AdviceRecord(
    string Network, string Device, string Precision, int Batch, double LatencyMsPerImage, ImmutableArray<string> Notes,
    ImmutableArray<AdviceOperation> Operations, ImmutableArray<AdviceChange> Changes)
{
    /// <summary>The lower end of the 80 % band of the latency; null without a calibration.</summary>
    public double? LowMsPerImage { get; init; }

    /// <summary>The upper end of the 80 % band of the latency; null without a calibration.</summary>
    public double? HighMsPerImage { get; init; }

    /// <summary>The latency by kind of reason, the largest part first; the parts add up to 1.</summary>
    public ImmutableArray<AdviceReason> Reasons { get; init; } = [];

    /// <summary>The record of an advice and of the import notes of its network.</summary>
    public static AdviceRecord Create(NetworkAdvice advice, ImmutableArray<string> notes)
    {
        ArgumentNullException.ThrowIfNull(advice);
        var (cost, lowered) = (advice.Cost, advice.Cost.Lowered);
        return new AdviceRecord(
            lowered.Network.Name, lowered.Device.Name, lowered.Device.Precision.Name, cost.Batch, cost.LatencyMsPerImage, notes,
            [.. advice.Slowest.Select(d => new AdviceOperation(d.Cost.Operation.Name, lowered.Describe(d.Cost.Operation), d.Cost.LatencyMs / cost.Batch, d.Share, d.Cost.Bound.Word(lowered.Device), d.Reason) { ReasonKind = d.Kind.ToString() })],
            [.. advice.Changes.Select(c => new AdviceChange(c.What, c.Kind.ToString(), c.After.LatencyMsPerImage, c.SavedMsPerImage, c.After.Params, c.After.Macs))])
        {
            LowMsPerImage = cost.LowMs / cost.Batch,
            HighMsPerImage = cost.HighMs / cost.Batch,
            Reasons = AdviceReason.FromAdvice(advice),
        };
    }
}

/// <summary>One operation; the list begins with the slowest.</summary>
public sealed record AdviceOperation(string Name, string What, double LatencyMsPerImage, double Share, string Bound, string Reason)
{
    /// <summary>The kind of the reason (<see cref="Hardware.Advice.ReasonKind"/>).</summary>
    public string ReasonKind { get; init; } = "";
}

/// <summary>One kind of reason and its part of the latency; the launch of the network has no operations.</summary>
public sealed record AdviceReason(string Kind, string What, int Operations, double Share)
{
    internal static ImmutableArray<AdviceReason> FromAdvice(NetworkAdvice advice) =>
        [.. advice.Reasons.Select(reason => new AdviceReason(reason.Kind.ToString(), reason.What, reason.Operations, reason.Share))];
}

/// <summary>One change; the saved time is negative if the change costs time.</summary>
public sealed record AdviceChange(string What, string Kind, double LatencyMsPerImage, double SavedMsPerImage, long Params, long Macs);
