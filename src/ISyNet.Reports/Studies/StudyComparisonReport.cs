using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;
using ISyNet.Search.Studies.Comparing;

namespace ISyNet.Reports.Studies;

/// <summary>The page that compares studies or strategies by hypervolume, against evaluations and against wall time (docs/report.md).</summary>
public static class StudyComparisonReport
{
    /// <summary>The page; write it with <see cref="ReportPage.WriteFile"/> or, with its pictures, <see cref="ReportPage.Write"/>.</summary>
    /// <param name="title">Title of the page.</param>
    /// <param name="hypervolumeUnit">One sentence about the unit of the hypervolume and its reference point.</param>
    /// <param name="studies">The studies, at least one.</param>
    /// <exception cref="ReportException">There is no study.</exception>
    public static ReportPage Create(string title, string hypervolumeUnit, ImmutableArray<HypervolumeCurve> studies)
    {
        if (studies.IsDefaultOrEmpty)
            throw new ReportException("a comparison page needs at least one study: name one");
        return new ReportPage(title, "", [],
        [
            new Section("Hypervolume",
            [
                new Paragraph(hypervolumeUnit),
                new FigurePart(HypervolumeFigures.OverEvaluations(studies), "In the order in which the candidates were finished."),
                new FigurePart(HypervolumeFigures.OverTime(studies), "Time in which at least one candidate was being evaluated; pauses between runs do not count."),
                FinalTable(studies),
            ]),
        ]);
    }

    private static ReportTable FinalTable(ImmutableArray<HypervolumeCurve> studies) => new(
        "Final hypervolume of each study.",
        [new("Study", IsNumeric: false), new("Strategy", IsNumeric: false), new("Seed"), new("Evaluations"), new("Hypervolume")],
        [.. studies.Select(curve => new Row([
            curve.Study.Name, curve.Study.Spec.Strategy, new(curve.Study.Spec.Seed.ToString(CultureInfo.InvariantCulture), curve.Study.Spec.Seed),
            new(Quantity.Whole(curve.ByWallTime.Length), curve.ByWallTime.Length),
            curve.ByWallTime.IsEmpty ? "–" : new Cell(Quantity.Significant(curve.Final, 4), curve.Final)]))]);
}
