using System.Collections.Immutable;
using ISyNet.Hardware.Advice;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Profiles;

/// <summary>The slowest operations of a network and the effects of changes, as parts of its chapter.</summary>
internal static class AdviceParts
{
    private const int MostOperations = 10;

    public static ImmutableArray<ReportPart> Create(NetworkAdvice advice) => advice.Changes.IsEmpty
        ? [Slowest(advice, MostOperations), new Paragraph("None of the tried changes saves one percent.")]
        : [Slowest(advice, MostOperations), Changes(advice)];

    public static ReportTable Slowest(NetworkAdvice advice, int most) => new(
        $"The {Quantity.Whole(Math.Min(most, advice.Slowest.Length))} slowest of {Quantity.Whole(advice.Slowest.Length)} operations, and why.",
        [new("Layer", IsNumeric: false), new("What it does", IsNumeric: false), new("Share (%)"), new("Time (ms per image)"), new("Why", IsNumeric: false)],
        [.. advice.Slowest.Take(most).Select(diagnosis => new Row(
            [
                diagnosis.Cost.Operation.Name,
                advice.Cost.Lowered.Describe(diagnosis.Cost.Operation),
                new(Quantity.Percent(diagnosis.Share, 1), diagnosis.Share),
                Milliseconds(diagnosis.Cost.LatencyMs / diagnosis.Cost.Batch),
                diagnosis.Reason,
            ]))]);

    private static ReportTable Changes(NetworkAdvice advice) => new(
        "Effects of changes, predicted by the same model. Accuracy is not predicted: train before you decide.",
        [new("Change", IsNumeric: false), new("Time (ms per image)"), new("Saves (%)"), new("Parameters"), new("MACs per image")],
        [.. advice.Changes.Select(change => new Row(
            [
                change.What,
                Milliseconds(change.After.LatencyMsPerImage),
                new(Quantity.Percent(change.SavedShare, 1), change.SavedShare),
                new(Quantity.Count(change.After.Params), change.After.Params),
                new(Quantity.Count(change.After.Macs), change.After.Macs),
            ]))]);

    private static Cell Milliseconds(double ms) => new(Quantity.Significant(ms), ms);
}
