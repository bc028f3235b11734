using System.Collections.Immutable;
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
    public static ReportPage Create(string title, string hypervolumeUnit, ImmutableArray<HypervolumeSeries> studies)
    {
        if (studies.IsDefaultOrEmpty)
            throw new ReportException("a comparison page needs at least one study: name one");
        return new ReportPage(title, "", [],
        [
            new Section("Hypervolume",
            [
                new Paragraph(hypervolumeUnit),
                new FigurePart(HypervolumeFigures.OverEvaluations(studies), "Line: median over the seeds. Band: from the worst seed to the best."),
                new FigurePart(HypervolumeFigures.OverTime(studies), "The same runs against wall time; a run that has ended keeps its last value."),
                FinalTable(studies),
            ]),
        ]);
    }

    private static ReportTable FinalTable(ImmutableArray<HypervolumeSeries> studies) => new(
        "Final hypervolume over the seeds of each study.",
        [new("Study", IsNumeric: false), new("Seeds"), new("Evaluations per seed"), new("Lowest"), new("Median"), new("Highest")],
        [.. studies.Select(study =>
        {
            var band = HypervolumeBand.Create(study.Runs.Select(run => run.Select((at, i) => (i + 1.0, at.Hypervolume))), int.MaxValue);
            var most = study.Runs.Select(run => run.Length).DefaultIfEmpty(0).Max();
            return new Row([
                study.Study, new(Quantity.Whole(study.Runs.Length), study.Runs.Length), new(Quantity.Whole(most), most),
                Last(band.Low), Last(band.Median), Last(band.High)]);
        })]);

    private static Cell Last(double[] values) => values.Length == 0 ? Quantity.None : new Cell(Quantity.Significant(values[^1], 4), values[^1]);
}
