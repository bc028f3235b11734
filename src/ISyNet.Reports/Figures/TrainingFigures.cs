using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Images.Judging;
using ISyNet.Reports.Charts;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>Training curves of several networks.</summary>
public static class TrainingFigures
{
    private static readonly MarkerShape[] Shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond];

    private static readonly ChartAxis Epoch = new("Epoch") { IsWhole = true };

    /// <summary>Accuracy on held-out images against wall time, for a fair comparison of networks with the same time.</summary>
    public static Figure AccuracyOverTime(ImmutableArray<TrainingCurve> curves) => Create(
        curves, "training-accuracy", "Accuracy while training", $"Line plot of held-out accuracy in percent against training time in seconds for {Names(curves)}.",
        new ChartAxis("Training time", "s"), new ChartAxis("Accuracy on held-out training images", "%"), point => (point.Seconds, 100 * point.Evaluation));

    /// <summary>Training loss against epochs.</summary>
    public static Figure LossOverEpochs(ImmutableArray<TrainingCurve> curves) => Create(
        curves, "training-loss", "Loss while training", $"Line plot of the mean training loss against epochs for {Names(curves)}.",
        Epoch, new ChartAxis("Training loss", "mean per image"), point => (point.Epoch, point.Loss));

    /// <summary>Learning rate against epochs.</summary>
    public static Figure RateOverEpochs(TrainingCurve curve) => Create(
        [curve], "training-rate", "Learning rate", $"Line plot of the learning rate against epochs for {curve.Network}.",
        Epoch, new ChartAxis("Learning rate"), point => (point.Epoch, point.LearningRate));

    /// <summary>Average precision on held-out pictures against epochs.</summary>
    public static Figure PrecisionOverEpochs(TrainingCurve curve) => Create(
        [curve], "training-precision", "Average precision while training", $"Line plot of the average precision on held-out pictures against epochs for {curve.Network}.",
        Epoch, new ChartAxis("AP on held-out training pictures") { Min = 0 }, point => (point.Epoch, point.Evaluation));

    private static Figure Create(
        ImmutableArray<TrainingCurve> curves, string name, string title, string description, ChartAxis x, ChartAxis y, Func<TrainingPoint, (double X, double Y)> select) =>
        new(name, title, description, 860, 420, () => Draw(curves, Text(x), Text(y), select))
        {
            Chart = new PlaneChart(title, description, x, y, [.. curves.Select(curve => new ChartSeries(curve.Network,
                [.. curve.Points.Select(point => (At: select(point), Point: point)).Where(p => double.IsFinite(p.At.X) && double.IsFinite(p.At.Y))
                    .Select(p => new ChartPoint(p.At.X, p.At.Y, null, string.Create(CultureInfo.InvariantCulture, $"epoch {p.Point.Epoch:0.##}, {p.Point.Seconds:0} s")))])
            {
                Line = ChartLine.Straight,
            })]),
        };

    private static string Text(ChartAxis axis) => axis.Unit is { } unit ? $"{axis.Label} ({unit})" : axis.Label;

    private static Plot Draw(
        ImmutableArray<TrainingCurve> curves, string xTitle, string yTitle,
        Func<TrainingPoint, (double X, double Y)> select)
    {
        var plot = PlotFrame.Create(xTitle, yTitle);
        var legend = new List<LegendItem>();
        var all = new List<(double X, double Y)>();
        for (var i = 0; i < curves.Length; i++)
        {
            var points = curves[i].Points.Select(select)
                .Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).ToArray();
            all.AddRange(points);
            var color = FigureColors.ForSeries(i);
            var shape = Shapes[i % Shapes.Length];
            var line = plot.Add.Scatter(points.Select(p => p.X).ToArray(), points.Select(p => p.Y).ToArray(), color.Color);
            line.LineWidth = 2;
            line.MarkerStyle = PlotFrame.Marker(shape, color, points.Length > 60 ? 0 : 7);
            var item = PlotFrame.LineItem(PlotFrame.Short(curves[i].Network, 30), color);
            item.MarkerStyle = PlotFrame.Marker(shape, color, 8);
            legend.Add(item);
        }

        var (left, right) = PlotFrame.Padded(all.Select(p => p.X), 0.03);
        var (bottom, top) = PlotFrame.Padded(all.Select(p => p.Y));
        plot.Axes.SetLimits(Math.Max(0, left), right, Math.Max(0, bottom), top);
        PlotFrame.NumericTicks(plot.Axes.Bottom, Ticks.Plain, integers: xTitle == "Epoch");
        PlotFrame.NumericTicks(plot.Axes.Left, Ticks.Plain);
        PlotFrame.Legend(plot, legend);
        return plot;
    }

    private static string Names(ImmutableArray<TrainingCurve> curves) => string.Create(
        CultureInfo.InvariantCulture, $"{curves.Length} networks ({string.Join(", ", curves.Select(c => c.Network))})");
}
