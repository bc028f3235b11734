using System.Collections.Immutable;
using ISyNet.Hardware.Advice;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Profiles;

/// <summary>The slowest operations of a network and the effects of changes, as parts of its chapter.</summary>
internal static class AdviceParts
{
    private const int MostOperations = 10;

    public static ImmutableArray<ReportPart> Create(NetworkAdvice advice) => advice.Changes.IsEmpty
        ? [Reasons(advice), Slowest(advice, MostOperations), new Paragraph("None of the tried changes saves one percent.")]
        : [Reasons(advice), Slowest(advice, MostOperations), Changes(advice)];

    private static ReportTable Reasons(NetworkAdvice advice) => new(
        "What takes the time, by kind of reason.",
        [new("Why", IsNumeric: false), new("Share (%)"), new("Operations")],
        [.. advice.Reasons.Select(reason => new Row([reason.What, new(Quantity.Percent(reason.Share, 1), reason.Share), new(Quantity.Whole(reason.Operations), reason.Operations)]))]);

    public static ReportTable Slowest(NetworkAdvice advice, int most)
    {
        var groups = advice.Groups;
        return new ReportTable(
            $"The {Quantity.Whole(Math.Min(most, groups.Length))} slowest of {Quantity.Whole(groups.Length)} kinds of operations, and why. Equal operations share a row, with the sum of their times.",
            [new("Layer", IsNumeric: false), new("What it does", IsNumeric: false), new("Share (%)"), new("Time (ms per image)"), new("Why", IsNumeric: false)],
            [.. groups.Take(most).Select(group => new Row(
                [
                    group.Operations.Length == 1 ? group.Name : $"{group.Name} ×{Quantity.Whole(group.Operations.Length)}",
                    group.What,
                    new(Quantity.Percent(group.Share, 1), group.Share),
                    Milliseconds(group.LatencyMs / advice.Cost.Batch),
                    group.Reason,
                ]))]);
    }

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
