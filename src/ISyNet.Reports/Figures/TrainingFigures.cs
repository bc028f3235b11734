using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Images.Judging;
using ISyNet.Reports.Charts;

namespace ISyNet.Reports.Figures;

/// <summary>Training curves of several networks.</summary>
public static class TrainingFigures
{
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
        Figure.FromChart(name, 860, 420, new PlaneChart(title, description, x, y,
        [
            .. curves.Select(curve => new ChartSeries(curve.Network,
                [.. curve.Points.Select(point => (At: select(point), Point: point)).Where(p => double.IsFinite(p.At.X) && double.IsFinite(p.At.Y))
                    .Select(p => new ChartPoint(p.At.X, p.At.Y, null, string.Create(CultureInfo.InvariantCulture, $"epoch {p.Point.Epoch:0.##}, {p.Point.Seconds:0} s")))])
            {
                Line = ChartLine.Straight,
            }),
        ]));

    private static string Names(ImmutableArray<TrainingCurve> curves) => string.Create(
        CultureInfo.InvariantCulture, $"{curves.Length} networks ({string.Join(", ", curves.Select(c => c.Network))})");
}
