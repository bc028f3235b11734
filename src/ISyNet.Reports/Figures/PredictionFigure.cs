using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Charts;

namespace ISyNet.Reports.Figures;

/// <summary>A measured and predicted latency.</summary>
/// <param name="Name">Network and batch.</param>
/// <param name="Group">Its group in the legend: <c>fitted</c>, <c>left out</c>, a family.</param>
/// <param name="MeasuredMs">Measured, in the same unit as the prediction.</param>
/// <param name="PredictedMs">Predicted.</param>
/// <param name="Text">More about it, for the chart.</param>
public sealed record PredictionPoint(string Name, string Group, double MeasuredMs, double PredictedMs, string? Text = null);

/// <summary>Predicted against measured latency on logarithmic axes, with the lines of 20 % error.</summary>
public static class PredictionFigure
{
    private const double Band = 0.2;

    /// <summary>The figure.</summary>
    /// <param name="points">Latencies above 0; others are left out.</param>
    /// <param name="device">Name of the accelerator.</param>
    /// <param name="unit">Unit of both latencies: <c>ms per image</c>.</param>
    /// <param name="name">File name without extension.</param>
    public static Figure Create(ImmutableArray<PredictionPoint> points, string device, string unit = "ms per image", string name = "predictions")
    {
        var shown = points.Where(p => p.MeasuredMs > 0 && p.PredictedMs > 0 && double.IsFinite(p.MeasuredMs + p.PredictedMs)).ToArray();
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Scatter plot of {shown.Length} latencies on {device}: predicted against measured, in {unit}, both logarithmic; {shown.Count(Within)} are within 20 percent.");
        return Figure.FromChart(name, 640, 600, Chart(shown, $"Predicted against measured latency on {PlotFrame.Short(device, 24)}", description, unit));
    }

    private static bool Within(PredictionPoint point) => Math.Abs((point.PredictedMs / point.MeasuredMs) - 1) <= Band;

    private static PlaneChart Chart(PredictionPoint[] points, string title, string description, string unit)
    {
        var all = points.SelectMany(p => new[] { p.MeasuredMs, p.PredictedMs }).DefaultIfEmpty(1).ToArray();
        var (low, high) = (0.8 * all.Min(), 1.25 * all.Max());
        ChartAxis Axis(string label) => new(label, unit) { IsLogarithmic = true, Min = low, Max = high };
        ChartSeries Line(string text, double factor) => new(text, [new(low, low * factor), new(high, high * factor)]) { Role = ChartRole.Limit, Line = ChartLine.Straight, IsDashed = factor != 1 };
        return new PlaneChart(title, description, Axis("Measured latency"), Axis("Predicted latency"),
        [
            Line("exact", 1), Line("20 % more", 1 + Band), Line("20 % less", 1 - Band),
            .. points.GroupBy(p => p.Group).Select(group => new ChartSeries(group.Key, [.. group.Select(p => new ChartPoint(p.MeasuredMs, p.PredictedMs, p.Name,
                string.Create(CultureInfo.InvariantCulture, $"{(p.Text is { } text ? $"{text}\n" : "")}predicted over measured {p.PredictedMs / p.MeasuredMs:0.00}")))])),
        ]);
    }
}
