using System.Collections.Immutable;
using ISyNet.Dashboard.Live;
using ISyNet.Reports;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Figures;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Comparing;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>Two studies side by side: hypervolumes up to one reference point, fronts in one chart, and results in one table.</summary>
internal static class StudyComparisonPage
{
    public static async Task<Page> CreateAsync(StudyLibrary library, StudyKey first, StudyKey second, CancellationToken cancellation)
    {
        StudyKey[] keys = [first, second];
        if (first == second)
            throw new DashboardException("a study cannot be compared with itself: choose two");
        var studies = new[] { await library.ReadAsync(first, cancellation), await library.ReadAsync(second, cancellation) };
        var (comparison, problem) = await Task.Run(() => Compare(studies), cancellation);
        var same = studies[0].Quality?.Metric == studies[1].Quality?.Metric;
        return new Page($"{first.Name} and {second.Name}", "/studies",
        [
            problem is null ? null : Element("p", Class("note bad"), problem),
            .. comparison?.Cautions.Select(caution => Element("p", Class("note bad"), $"Caution: {caution}.")) ?? [],
            Cells.Table("Results so far.", [("Quantity", false), .. keys.Select(key => (key.Name, true))],
            [
                Row("Finished", s => Quantity.Whole(s.Counts.Finished)), Row("Failed", s => Quantity.Whole(s.Counts.Failed)),
                Row("Best accuracy (%) or score", s => s is { Quality: { } quality, Best: { } best } ? new MetricScale(quality.Metric).Text(best.Evaluation!.Values.Find(quality.Metric)) : Cells.None),
                Row("Its latency (ms per image)", s => new MetricScale(Metric.LatencyMsPerImage).Text(s.Best?.Evaluation!.Values.Find(Metric.LatencyMsPerImage))),
                Row("Candidates on the front", s => Quantity.Whole(s.Front.Length)),
                Row("Hypervolume", s => comparison is null ? Cells.None : Quantity.Fraction(comparison.Curves[Array.IndexOf(studies, s)].Final)),
                Row("Budget (ms per image)", s => s.Study.Spec.BudgetLatencyMs is { } budget ? Quantity.Significant(budget) : Cells.None),
                Row("Space", s => StudyPage.Short(s.Study.Spec.Space)), Row("Device", s => StudyPage.Short(s.Study.Spec.Device)), Row("Strategy", s => s.Study.Spec.Strategy),
            ], "plain"),
            Element("p", keys.Select(key => new object[] { Cells.Link(Links.Study(key), $"Open {key.Name}"), " " })),
            Element("div", Class("grid"),
                ChartFigure.Create("chart-hypervolume", comparison is null ? null : Hypervolumes(comparison), "It appears when both have a complete candidate."),
                ChartFigure.Create("chart-front", same ? Fronts(keys, studies) : null, "It appears when both have a complete candidate and the same objective.")),
        ])
        {
            Trail = [("Studies", "/studies")],
        };

        ImmutableArray<object> Row(string title, Func<StudySnapshot, string> value) => [title, value(studies[0]), value(studies[1])];
    }

    private static (StudyComparison? Comparison, string? Problem) Compare(StudySnapshot[] studies)
    {
        try
        {
            return (StudyComparison.Create([.. studies.Select(s => s.Contents)]), null);
        }
        catch (StudyException error)
        {
            return (null, error.Message);
        }
    }

    private static PlaneChart Hypervolumes(StudyComparison comparison) => new(
        "Hypervolume", "Part of the common space of the targets that the candidates of each study dominate, after each evaluation; 1 is the box from the best values to one reference point of both.",
        new ChartAxis("Finished candidates") { IsWhole = true, Min = 0 }, new ChartAxis("Hypervolume") { Min = 0, Max = 1 },
        [.. comparison.Curves.Select(curve => new ChartSeries(curve.Study.Name, [.. Steps(curve.ByEvaluations)]) { Line = ChartLine.Steps })]);

    private static IEnumerable<ChartPoint> Steps(ImmutableArray<double> curve) =>
        curve.Select((value, i) => (value, i)).Where(p => p.i == 0 || p.i == curve.Length - 1 || curve[p.i - 1] != p.value).Select(p => new ChartPoint(p.i + 1, p.value));

    private static PlaneChart? Fronts(StudyKey[] keys, StudySnapshot[] studies) => studies.Any(s => s.Best is null) ? null : new PlaneChart(
        "Pareto fronts", "The candidates of each study that no other of it dominates.", new MetricScale(Metric.LatencyMsPerImage).Axis, new MetricScale(studies[0].Quality!.Metric).Axis,
        [.. studies.Select((study, index) => new ChartSeries(keys[index].Name, [.. study.Front.Select(number => study.Find(number)!).Select(c => new ChartPoint(
            c.Evaluation!.Values.OrNaN(Metric.LatencyMsPerImage), new MetricScale(study.Quality!.Metric).Plotted(c.Evaluation.Values.OrNaN(study.Quality.Metric)), $"candidate {c.Number}", c.Proposal.Genotype, Links.Candidate(keys[index], c.Number))).OrderBy(p => p.X)])
        {
            Line = ChartLine.Steps,
        })]);
}
