using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Design;

/// <summary>The search space beside others: size and MEM.</summary>
internal static class SpaceSection
{
    public static Section? Of(DesignReportData data)
    {
        var spaces = data.Spaces.OrEmpty();
        return spaces.IsEmpty ? null : new Section("Search space",
        [
            new Paragraph("MEM is the share of the matrix unit's peak that the device's own rates allow a network to reach: "
                + "1 means that nothing but matrix products takes time. It is drawn for networks sampled from each space at the same input."),
            new FigurePart(MemFigure.Create(spaces, data.Settings.Device),
                "Diamond: mean. Thick bar: the middle half of the networks. Thin line: all but the lowest and highest 5 %."),
            new ReportTable("MEM of networks drawn from each space, between 0 and 1.",
                [
                    new("Space", IsNumeric: false), new("Networks in it"), new("Mean"), new("95 % confidence of the mean"),
                    new("5 % quantile"), new("Median"), new("95 % quantile"), new("Drawn"),
                ],
                [.. spaces.Select(space => new Row(
                    [
                        space.Name,
                        space.Size.Length == 0 ? "–" : space.Size,
                        Fraction(space.Mem.Mean),
                        new($"{Quantity.Fraction(space.Mem.ConfidenceLow)} to {Quantity.Fraction(space.Mem.ConfidenceHigh)}", space.Mem.ConfidenceLow),
                        Fraction(space.Mem.Quantile05),
                        Fraction(space.Mem.Median),
                        Fraction(space.Mem.Quantile95),
                        new(Quantity.Whole(space.Mem.Samples), space.Mem.Samples),
                    ],
                    space.IsSearched))]),
        ]);
    }

    private static Cell Fraction(double value) => new(Quantity.Fraction(value), value);
}
