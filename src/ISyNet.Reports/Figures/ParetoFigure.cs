using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Charts;
using ISyNet.Search;
using MathNet.Numerics.Statistics;

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
    private const double WidestPart = 0.8;
    private const int FewForQuartiles = 8;

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
        var finite = points.Where(p => double.IsFinite(p.LatencyMsPerImage) && double.IsFinite(p.Quality)).ToArray();
        var lowest = Lowest([.. finite.Select(p => p.Quality)]);
        var shown = finite.Where(p => p.Quality >= lowest || p.OnFront || p.IsChosen).ToArray();
        var left = finite.Length - shown.Length;
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Scatter plot of {shown.Length} networks: {scale.Title} against predicted latency in milliseconds per image; {shown.Count(p => p.OnFront)} of them form the Pareto front.{(left == 0 ? "" : $" Left out: {left} far below the others.")}");
        var title = scale.IsAccuracy ? "Accuracy against latency" : $"{scale.Name} against latency";
        return Figure.FromChart("pareto", 860, 480, Chart(title, description, shown, budgetMsPerImage, references, scale));
    }

    /// <summary>
    /// The least quality that is drawn: networks that did not learn would press all others into a strip. It is Tukey's far-out fence, three interquartile ranges below the lower quartile.
    /// </summary>
    private static double Lowest(double[] qualities)
    {
        if (qualities.Length < FewForQuartiles)
            return double.NegativeInfinity;
        var (lower, upper) = (Statistics.LowerQuartile(qualities), Statistics.UpperQuartile(qualities));
        return lower - (3 * (upper - lower));
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
        // Trials that all use the budget would fill the width with differences of a percent.
        double? left = budget is { } most && points.All(p => p.LatencyMsPerImage > WidestPart * most) ? WidestPart * most : null;
        return new PlaneChart(title, description, new MetricScale(Metric.LatencyMsPerImage).Axis with { Min = left }, scale.Axis, [.. series.OfType<ChartSeries>()])
        {
            Rules = budget is { } limit ? [new ChartRule($"budget {Quantity.Significant(limit)} ms", limit)] : [],
        };

        ChartSeries? Series(string name, ChartRole role, IEnumerable<ParetoPoint> of) => of.Select(Point).ToImmutableArray() is { IsEmpty: false } some ? new ChartSeries(name, some) { Role = role } : null;
    }
}
