using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Charts;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>A network of a benchmark.</summary>
/// <param name="Name">Its name.</param>
/// <param name="X">What the horizontal axis shows.</param>
/// <param name="Y">What the vertical axis shows.</param>
public sealed record BenchPoint(string Name, double X, double Y);

/// <summary>Two quantities of the networks of a benchmark, each network with its name; ISyNets stand out.</summary>
public static class BenchFigure
{
    private const string Family = "ISyNet-";
    private const double Margin = 0.12;
    private const int Width = 860, Height = 460;

    /// <summary>The figure.</summary>
    /// <param name="points">The networks.</param>
    /// <param name="name">File name without extension.</param>
    /// <param name="title">The title.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    public static Figure Create(ImmutableArray<BenchPoint> points, string name, string title, ChartAxis x, ChartAxis y)
    {
        var (xTitle, yTitle) = (x.Text, y.Text);
        var shown = points.Where(p => double.IsFinite(p.X + p.Y)).ToImmutableArray();
        var description = $"Scatter plot of {yTitle} against {xTitle}: "
            + string.Join("; ", shown.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name} {p.Y:0.###} at {p.X:0.####}"))) + ".";
        return new Figure(name, title, description, Width, Height, () => Draw(shown, xTitle, yTitle))
        {
            Chart = new PlaneChart(title, description, x, y, [.. shown.GroupBy(IsFamily).OrderByDescending(group => group.Key).Select(group =>
                new ChartSeries(group.Key ? "ISyNet" : "others", [.. group.Select(p => new ChartPoint(p.X, p.Y, p.Name))]) { Role = group.Key ? ChartRole.Chosen : ChartRole.Named })]),
        };
    }

    private static bool IsFamily(BenchPoint point) => point.Name.StartsWith(Family, StringComparison.Ordinal);

    private static Plot Draw(ImmutableArray<BenchPoint> points, string xTitle, string yTitle)
    {
        var plot = PlotFrame.Create(xTitle, yTitle);
        foreach (var point in points)
        {
            var (shape, color) = IsFamily(point) ? (MarkerShape.FilledCircle, FigureColors.Green) : (MarkerShape.FilledSquare, FigureColors.Orange);
            var marker = plot.Add.ScatterPoints(new[] { point.X }, new[] { point.Y }, color.Color);
            marker.MarkerStyle = PlotFrame.Marker(shape, color, 10);
        }

        var (left, right) = PlotFrame.Padded(points.Select(p => p.X), Margin);
        var (bottom, top) = PlotFrame.Padded(points.Select(p => p.Y), Margin);
        plot.Axes.SetLimits(Math.Max(0, left), right, Math.Max(0, bottom), top);
        PointLabels.Add(plot, [.. points.Select(p => new ChartPoint(p.X, p.Y, IsFamily(p) ? p.Name[Family.Length..] : p.Name))], Width, Height);
        PlotFrame.NumericTicks(plot.Axes.Bottom);
        PlotFrame.NumericTicks(plot.Axes.Left);
        PlotFrame.Legend(plot, [PlotFrame.MarkerItem("ISyNet", MarkerShape.FilledCircle, FigureColors.Green), PlotFrame.MarkerItem("others", MarkerShape.FilledSquare, FigureColors.Orange)]);
        return plot;
    }
}
