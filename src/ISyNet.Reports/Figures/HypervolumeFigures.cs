using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Charts;
using ISyNet.Search.Studies.Comparing;
using ScottPlot;

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
        return new Figure(name, title, description, 860, 440, () => Draw(bands, x.Unit is { } unit ? $"{x.Label} ({unit})" : x.Label))
        {
            Chart = new PlaneChart(title, description, x with { Min = 0 }, new ChartAxis("Hypervolume") { Min = 0, Max = 1 }, [.. bands.Select(b => Series(b.Study, b.Seeds, b.Band))]),
        };
    }

    private static ChartSeries Series(string study, int seeds, HypervolumeBand band) => new(study,
        [.. band.X.Select((x, i) => new ChartPoint(x, band.Median[i]) { Low = seeds > 1 ? band.Low[i] : null, High = seeds > 1 ? band.High[i] : null })])
    {
        Line = ChartLine.Steps,
    };

    private static Plot Draw((string Study, int Seeds, HypervolumeBand Band)[] bands, string xTitle)
    {
        var plot = PlotFrame.Create(xTitle, "Hypervolume");
        var legend = new List<LegendItem>();
        for (var i = 0; i < bands.Length; i++)
        {
            var (study, seeds, band) = bands[i];
            var color = FigureColors.ForSeries(i);
            if (band.X.Length > 0)
            {
                var range = plot.Add.FillY(band.X, band.Low, band.High);
                range.FillColor = color.WithAlpha(0.16);
                range.LineWidth = 0;
                var line = plot.Add.ScatterLine(band.X, band.Median, color.Color);
                line.LineWidth = 2;
                line.LinePattern = Pattern(i);
            }

            var suffix = string.Create(CultureInfo.InvariantCulture, $", {seeds} seed{(seeds == 1 ? "" : "s")}");
            legend.Add(PlotFrame.LineItem(PlotFrame.Short(study, 28) + suffix, color, Pattern(i)));
        }

        var (_, right) = PlotFrame.Padded(bands.SelectMany(b => b.Band.X), 0.02);
        var (bottom, top) = PlotFrame.Padded(bands.SelectMany(b => b.Band.Low.Concat(b.Band.High)));
        plot.Axes.SetLimits(0, right, Math.Max(0, bottom), top);
        PlotFrame.NumericTicks(plot.Axes.Bottom, Ticks.Plain);
        PlotFrame.NumericTicks(plot.Axes.Left, Ticks.Plain);
        PlotFrame.Legend(plot, legend);
        return plot;
    }

    /// <summary>Studies beyond the palette's first half also have different line styles.</summary>
    private static LinePattern Pattern(int index) => index < 3 ? LinePattern.Solid : LinePattern.DenselyDashed;
}
