using System.Collections.Immutable;
using ISyNet.Reports.Html;
using ISyNet.Search.Spaces;

namespace ISyNet.Reports;

/// <summary>MEM of several spaces as a table.</summary>
internal static class MemTable
{
    /// <summary>The definition of MEM, and its source.</summary>
    public const string Definition =
        "MEM is the share of its ideal time that a network spends on matrix work, when every unit runs at the device's own peak rate: "
        + "1 means that nothing but matrix products takes time. The measure is that of the ISyNet paper, whose exact formula is not public; "
        + "this definition is ours, from the ingredients that the paper names.";

    public static ReportTable Create(ImmutableArray<SpaceSummary> spaces)
    {
        var hasSizes = spaces.Any(space => space.Size is not null);
        return new("MEM of networks drawn from each space, between 0 and 1.",
        [
            new("Space", IsNumeric: false), .. hasSizes ? [new("Networks in it")] : Array.Empty<Column>(), new("Mean"), new("95 % confidence of the mean"),
            new("5 % quantile"), new("Median"), new("95 % quantile"), new("Drawn"),
        ],
        [.. spaces.Select(space => new Row(
            [
                space.Name,
                .. hasSizes ? [space.Size is { } size ? new Cell(Quantity.Count((double)size), (double)size) : Quantity.None] : Array.Empty<Cell>(),
                Fraction(space.Mem.Mean),
                new($"{Quantity.Fraction(space.Mem.ConfidenceLow)} to {Quantity.Fraction(space.Mem.ConfidenceHigh)}", space.Mem.ConfidenceLow),
                Fraction(space.Mem.Quantiles[0]),
                Fraction(space.Mem.Quantiles[2]),
                Fraction(space.Mem.Quantiles[4]),
                new(Quantity.Whole(space.Mem.Samples), space.Mem.Samples),
            ],
            space.IsSearched))]);
    }

    private static Cell Fraction(double value) => new(Quantity.Fraction(value), value);
}
