using System.Collections.Immutable;
using ISyNet.Search.Studies.Comparing;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>The hypervolume of studies after each finished candidate, a line for each study.</summary>
public static class HypervolumeFigures
{
    private const int MostPoints = 400;

    /// <summary>Hypervolume against the number of evaluations.</summary>
    public static Figure OverEvaluations(ImmutableArray<HypervolumeCurve> studies) =>
        Create(studies, "hypervolume-evaluations", "Hypervolume against evaluations", "Evaluations", (_, number) => number);

    /// <summary>Hypervolume against wall time; a study that has ended keeps its last value.</summary>
    public static Figure OverTime(ImmutableArray<HypervolumeCurve> studies) =>
        Create(studies, "hypervolume-time", "Hypervolume against wall time", "Wall time (s)", (at, _) => at.WallSeconds);

    private static Figure Create(
        ImmutableArray<HypervolumeCurve> studies, string name, string title, string xTitle, Func<HypervolumeAt, int, double> x)
    {
        var lines = studies.Select(study => (
            study.Study.Name, Points: Thin([.. study.ByWallTime.Select((at, i) => (X: x(at, i + 1), Y: at.Hypervolume))]))).ToArray();
        var description = "Line plot: the hypervolume of "
            + string.Join("; ", lines.Select(line => line.Points.Length == 0
                ? $"{line.Name}, which has no points"
                : $"{line.Name}, at the end {Quantity.Significant(line.Points[^1].Y, 4)}")) + ".";
        return new Figure(name, title, description, 860, 440, () => Draw(lines, xTitle));
    }

    private static Plot Draw((string Name, (double X, double Y)[] Points)[] lines, string xTitle)
    {
        var plot = PlotFrame.Create(xTitle, "Hypervolume");
        var legend = new List<LegendItem>();
        for (var i = 0; i < lines.Length; i++)
        {
            var (name, points) = lines[i];
            var color = FigureColors.ForSeries(i);
            if (points.Length > 0)
            {
                var line = plot.Add.ScatterLine(points.Select(p => p.X).ToArray(), points.Select(p => p.Y).ToArray(), color.Color);
                line.LineWidth = 2;
                line.LinePattern = Pattern(i);
            }

            legend.Add(PlotFrame.LineItem(PlotFrame.Short(name, 28), color, Pattern(i)));
        }

        var (_, right) = PlotFrame.Padded(lines.SelectMany(line => line.Points.Select(p => p.X)), 0.02);
        var (bottom, top) = PlotFrame.Padded(lines.SelectMany(line => line.Points.Select(p => p.Y)));
        plot.Axes.SetLimits(0, right, Math.Max(0, bottom), top);
        PlotFrame.NumericTicks(plot.Axes.Bottom, Ticks.Plain);
        PlotFrame.NumericTicks(plot.Axes.Left, Ticks.Plain);
        PlotFrame.Legend(plot, legend);
        return plot;
    }

    private static (double X, double Y)[] Thin((double X, double Y)[] points) => points.Length <= MostPoints
        ? points
        : [.. Enumerable.Range(0, MostPoints).Select(i => points[(int)((long)i * (points.Length - 1) / (MostPoints - 1))])];

    /// <summary>Studies beyond the palette's first half also have different line styles.</summary>
    private static LinePattern Pattern(int index) => index < 3 ? LinePattern.Solid : LinePattern.DenselyDashed;
}
