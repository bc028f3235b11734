using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Charts;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>One network in the plane of latency and accuracy.</summary>
/// <param name="LatencyMsPerImage">Predicted latency, ms per image.</param>
/// <param name="Quality">Its quality, larger is better: accuracy between 0 and 1, or a score.</param>
/// <param name="OnFront">Whether no other point is both faster and more accurate.</param>
/// <param name="IsChosen">Whether the search chose it.</param>
public sealed record ParetoPoint(double LatencyMsPerImage, double Quality, bool OnFront = false, bool IsChosen = false)
{
    /// <summary>Its name, for the chart.</summary>
    public string? Name { get; init; }

    /// <summary>More about it, for the chart.</summary>
    public string? Text { get; init; }

    /// <summary>Where the chart leads from it.</summary>
    public string? Link { get; init; }
}

/// <summary>A network to compare with, by name.</summary>
public sealed record ParetoReference(string Name, double LatencyMsPerImage, double Quality);

/// <summary>Accuracy against latency: all trials, their front, the budget, the chosen one, others to compare with.</summary>
public static class ParetoFigure
{
    /// <summary>The figure.</summary>
    /// <param name="points">All trials; those without a finite latency and accuracy are left out.</param>
    /// <param name="budgetMsPerImage">The latency budget to draw; null for none.</param>
    /// <param name="references">Networks to compare with, evaluated in the same way.</param>
    /// <param name="scale">The quality measure; accuracy when null.</param>
    public static Figure Create(
        ImmutableArray<ParetoPoint> points, double? budgetMsPerImage, ImmutableArray<ParetoReference> references,
        QualityScale? scale = null)
    {
        scale ??= QualityScale.Accuracy;
        var shown = points.Where(p => double.IsFinite(p.LatencyMsPerImage) && double.IsFinite(p.Quality)).ToArray();
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Scatter plot of {shown.Length} networks: {scale.Title} against predicted latency in milliseconds per image; {shown.Count(p => p.OnFront)} of them form the Pareto front.");
        var title = scale.IsAccuracy ? "Accuracy against latency" : $"{scale.Name} against latency";
        return new Figure("pareto", title, description, 860, 480, () => Draw(shown, budgetMsPerImage, references, scale))
        {
            Chart = Chart(title, description, shown, budgetMsPerImage, references, scale),
        };
    }

    private static PlaneChart Chart(
        string title, string description, ParetoPoint[] points, double? budget, ImmutableArray<ParetoReference> references, QualityScale scale)
    {
        ChartPoint Point(ParetoPoint p) => new(p.LatencyMsPerImage, scale.Factor * p.Quality, p.Name, p.Text, p.Link);
        ChartSeries?[] series =
        [
            Series("trial", ChartRole.Trial, points.Where(p => !p.OnFront && !p.IsChosen)),
            Series("Pareto front", ChartRole.Front, points.Where(p => p.OnFront).OrderBy(p => p.LatencyMsPerImage)) is { } front ? front with { Line = ChartLine.Steps } : null,
            .. references.Select(r => new ChartSeries(r.Name, [new ChartPoint(r.LatencyMsPerImage, scale.Factor * r.Quality, r.Name)])),
            Series("chosen", ChartRole.Chosen, points.Where(p => p.IsChosen)),
        ];
        return new PlaneChart(title, description, new ChartAxis("Predicted latency", "ms per image"), scale.Axis, [.. series.OfType<ChartSeries>()])
        {
            Rules = budget is { } limit ? [new ChartRule($"budget {Quantity.Significant(limit)} ms", limit)] : [],
        };

        ChartSeries? Series(string name, ChartRole role, IEnumerable<ParetoPoint> of) => of.Select(Point).ToImmutableArray() is { IsEmpty: false } some ? new ChartSeries(name, some) { Role = role } : null;
    }

    private static Plot Draw(ParetoPoint[] points, double? budget, ImmutableArray<ParetoReference> references, QualityScale scale)
    {
        var plot = PlotFrame.Create("Predicted latency (ms per image)", scale.Title);
        var legend = new List<LegendItem>();
        if (budget is { } limit)
        {
            plot.Add.VerticalLine(limit, 2, FigureColors.Vermilion.Color, LinePattern.Dashed);
            legend.Add(PlotFrame.LineItem($"budget {Quantity.Significant(limit)} ms", FigureColors.Vermilion, LinePattern.Dashed));
        }

        var front = points.Where(p => p.OnFront).OrderBy(p => p.LatencyMsPerImage).ToArray();
        // Drawn right after the dashed line: ScottPlot would carry the dashes over to the markers.
        AddStaircase(plot, front, scale);
        var others = points.Where(p => !p.OnFront && !p.IsChosen).ToArray();
        if (others.Length > 0)
        {
            AddMarkers(plot, others, scale, MarkerShape.FilledCircle, FigureColors.Faint, 6);
            legend.Add(PlotFrame.MarkerItem("trial", MarkerShape.FilledCircle, FigureColors.Faint));
        }

        if (front.Length > 0)
        {
            AddMarkers(plot, front, scale, MarkerShape.FilledCircle, FigureColors.Blue, 9);
            legend.Add(PlotFrame.MarkerItem("Pareto front", MarkerShape.FilledCircle, FigureColors.Blue));
        }

        for (var i = 0; i < references.Length; i++)
        {
            var reference = references[i];
            var color = i == 0 ? FigureColors.Orange : FigureColors.Purple;
            AddMarkers(plot, [new ParetoPoint(reference.LatencyMsPerImage, reference.Quality)], scale, MarkerShape.FilledSquare, color, 11);
            legend.Add(PlotFrame.MarkerItem(PlotFrame.Short(reference.Name, 28), MarkerShape.FilledSquare, color));
        }

        var chosen = points.Where(p => p.IsChosen).ToArray();
        if (chosen.Length > 0)
        {
            AddMarkers(plot, chosen, scale, MarkerShape.FilledDiamond, FigureColors.Green, 15);
            legend.Add(PlotFrame.MarkerItem("chosen", MarkerShape.FilledDiamond, FigureColors.Green, 12));
        }

        var (left, right) = PlotFrame.Padded(points.Select(p => p.LatencyMsPerImage)
            .Concat(references.Select(r => r.LatencyMsPerImage)).Concat(budget is { } b ? [b] : []));
        var (bottom, top) = PlotFrame.Padded(points.Select(p => scale.Factor * p.Quality).Concat(references.Select(r => scale.Factor * r.Quality)));
        plot.Axes.SetLimits(Math.Max(0, left), right, bottom, top);
        PlotFrame.NumericTicks(plot.Axes.Bottom, Ticks.Plain);
        PlotFrame.NumericTicks(plot.Axes.Left, Ticks.Plain);
        PlotFrame.Legend(plot, legend);
        return plot;
    }

    /// <summary>The front as a staircase: between two of its points, the better accuracy needs the larger latency.</summary>
    private static void AddStaircase(Plot plot, ParetoPoint[] front, QualityScale scale)
    {
        var line = plot.Add.ScatterLine(
            front.Select(p => p.LatencyMsPerImage).ToArray(), front.Select(p => scale.Factor * p.Quality).ToArray(), FigureColors.Blue.Color);
        line.LineWidth = 2;
        line.ConnectStyle = ConnectStyle.StepHorizontal;
    }

    private static void AddMarkers(Plot plot, ParetoPoint[] points, QualityScale scale, MarkerShape shape, ThemeColor color, float size)
    {
        var markers = plot.Add.ScatterPoints(
            points.Select(p => p.LatencyMsPerImage).ToArray(), points.Select(p => scale.Factor * p.Quality).ToArray(), color.Color);
        markers.MarkerStyle = PlotFrame.Marker(shape, color, size);
    }
}
