using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Charts;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>A measured and predicted latency.</summary>
/// <param name="Name">Network and batch.</param>
/// <param name="Group">Its group in the legend: <c>fitted</c>, <c>left out</c>, a family.</param>
/// <param name="MeasuredMs">Measured, in the same unit as the prediction.</param>
/// <param name="PredictedMs">Predicted.</param>
public sealed record PredictionPoint(string Name, string Group, double MeasuredMs, double PredictedMs)
{
    /// <summary>More about it, for the chart.</summary>
    public string? Text { get; init; }
}

/// <summary>Predicted against measured latency on logarithmic axes, with the lines of 20 % error.</summary>
public static class PredictionFigure
{
    private const double Band = 0.2;

    private static readonly MarkerShape[] Shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond];

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
        var title = $"Predicted against measured latency on {PlotFrame.Short(device, 24)}";
        return new Figure(name, title, description, 640, 600, () => Draw(shown, unit)) { Chart = Chart(title, description, shown, unit) };
    }

    private static PlaneChart Chart(string title, string description, PredictionPoint[] points, string unit)
    {
        var (low, high) = points.Length == 0 ? (1, 1) : (points.Min(p => Math.Min(p.MeasuredMs, p.PredictedMs)) * (1 - Band), points.Max(p => Math.Max(p.MeasuredMs, p.PredictedMs)) * (1 + Band));
        ChartSeries Line(string name, double factor) => new(name, [new(low, low * factor), new(high, high * factor)]) { Role = ChartRole.Limit, Line = ChartLine.Straight, IsDashed = factor != 1 };
        return new PlaneChart(title, description, new ChartAxis("Measured latency", unit) { IsLogarithmic = true }, new ChartAxis("Predicted latency", unit) { IsLogarithmic = true },
        [
            Line("exact", 1), Line("20 % more", 1 + Band), Line("20 % less", 1 - Band),
            .. points.GroupBy(p => p.Group).Select(group => new ChartSeries(group.Key, [.. group.Select(p => new ChartPoint(p.MeasuredMs, p.PredictedMs, p.Name,
                string.Create(CultureInfo.InvariantCulture, $"{(p.Text is { } text ? $"{text}\n" : "")}predicted over measured {p.PredictedMs / p.MeasuredMs:0.00}")))])),
        ]);
    }

    private static bool Within(PredictionPoint point) => Math.Abs((point.PredictedMs / point.MeasuredMs) - 1) <= Band;

    private static Plot Draw(PredictionPoint[] points, string unit)
    {
        var plot = PlotFrame.Create($"Measured latency ({unit})", $"Predicted latency ({unit})");
        var (low, high) = PlotFrame.Padded(points.SelectMany(p => new[] { Math.Log10(p.MeasuredMs), Math.Log10(p.PredictedMs) }));
        AddLine(plot, low, high, Math.Log10(1 + Band), LinePattern.Dashed);
        AddLine(plot, low, high, Math.Log10(1 - Band), LinePattern.Dashed);
        AddLine(plot, low, high, 0, LinePattern.Solid);
        List<LegendItem> legend = [PlotFrame.LineItem("exact; dashed: 20 % off", FigureColors.Faint)];
        foreach (var (group, index) in points.GroupBy(p => p.Group).Select((group, index) => (group, index)))
        {
            var (shape, color) = (Shapes[index % Shapes.Length], FigureColors.ForSeries(index));
            var markers = plot.Add.ScatterPoints(
                group.Select(p => Math.Log10(p.MeasuredMs)).ToArray(), group.Select(p => Math.Log10(p.PredictedMs)).ToArray(), color.Color);
            markers.MarkerStyle = PlotFrame.Marker(shape, color, 8);
            legend.Add(PlotFrame.MarkerItem(PlotFrame.Short(group.Key, 24), shape, color));
        }

        plot.Axes.SetLimits(low, high, low, high);
        PlotFrame.NamedTicks(plot.Axes.Bottom, Ticks.Logarithmic(low, high, Ticks.Plain));
        PlotFrame.NamedTicks(plot.Axes.Left, Ticks.Logarithmic(low, high, Ticks.Plain));
        PlotFrame.Legend(plot, legend);
        return plot;
    }

    /// <summary>The line predicted = factor x measured; the factor is given by its decimal logarithm.</summary>
    private static void AddLine(Plot plot, double low, double high, double factorLog, LinePattern pattern)
    {
        var line = plot.Add.ScatterLine(new[] { low, high }, new[] { low + factorLog, high + factorLog }, FigureColors.Faint.Color);
        line.LineWidth = 1.5f;
        line.LinePattern = pattern;
    }
}
