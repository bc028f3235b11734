using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Charts;
using ISyNet.Search.Studies.Comparing;

namespace ISyNet.Reports.Figures;

/// <summary>Hypervolume of several studies: the median over their seeds as a line, the range from worst to best as a band.</summary>
public static class HypervolumeFigures
{
    private const int MaxPoints = 400;

    /// <summary>Hypervolume against the number of evaluations.</summary>
    public static Figure OverEvaluations(ImmutableArray<HypervolumeSeries> studies) =>
        Create(studies, "hypervolume-evaluations", "Hypervolume against evaluations", new ChartAxis("Evaluations") { IsWhole = true }, (_, number) => number);

    /// <summary>Hypervolume against wall time; a run that has ended keeps its last value.</summary>
    public static Figure OverTime(ImmutableArray<HypervolumeSeries> studies) =>
        Create(studies, "hypervolume-time", "Hypervolume against wall time", new ChartAxis("Wall time", "s"), (at, _) => at.WallSeconds);

    private static Figure Create(
        ImmutableArray<HypervolumeSeries> studies, string name, string title, ChartAxis x, Func<HypervolumeAt, int, double> position)
    {
        var bands = studies.Select(study => (study.Study, Seeds: study.Runs.Length, Band: HypervolumeBand.Create(study.Runs.Select(run => run.Select((at, i) => (position(at, i + 1), at.Hypervolume))), MaxPoints))).ToArray();
        var description = "Line plot with bands: the median and the range of the hypervolume over the seeds of "
            + string.Join("; ", bands.Select(b => b.Band.Median.Length == 0
                ? $"{b.Study}, which has no points"
                : string.Create(CultureInfo.InvariantCulture, $"{b.Study}, {b.Seeds} seeds, final median {Quantity.Significant(b.Band.Median[^1], 4)}"))) + ".";
        return Figure.FromChart(name, 860, 440, new PlaneChart(title, description, x with { Min = 0 }, new ChartAxis("Hypervolume") { Min = 0, Max = 1 }, [.. bands.Select(b => Series(b.Study, b.Seeds, b.Band))]));
    }

    private static ChartSeries Series(string study, int seeds, HypervolumeBand band) => new(
        $"{study}, {Quantity.Counted(seeds, "seed")}",
        [.. band.X.Select((x, i) => new ChartPoint(x, band.Median[i]) { Low = seeds > 1 ? band.Low[i] : null, High = seeds > 1 ? band.High[i] : null })])
    {
        Line = ChartLine.Steps,
    };
}
