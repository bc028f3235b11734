using System.Text.Json.Serialization;

namespace ISyNet.Search;

/// <summary>A quantity that a search measures for a candidate, its better direction, and the bounds that no candidate may break.</summary>
/// <param name="Metric">The quantity.</param>
/// <param name="Minimize">Whether smaller is better.</param>
/// <param name="Cheap">Whether it is computed from the graph for every proposal; otherwise it needs a training.</param>
/// <param name="LowerBound">The least allowed value; none when null.</param>
/// <param name="UpperBound">The largest allowed value; none when null.</param>
/// <param name="Target">Whether the search optimises it, in a trade-off with other targets; otherwise it only keeps the bounds and reports the value.</param>
public sealed record Objective(
    [property: JsonPropertyName("name")] Metric Metric, bool Minimize = true, bool Cheap = false, double? LowerBound = null, double? UpperBound = null, bool Target = true)
{
    /// <summary>Held-out error rate, 0 to 1: the objective that needs a training.</summary>
    public static Objective Error { get; } = new(Metric.Error);

    /// <summary>Predicted latency of one image on the device, ms.</summary>
    public static Objective LatencyMsPerImage { get; } = new(Metric.LatencyMsPerImage, Cheap: true);

    /// <summary>Matrix efficiency measure on the device, 0 to 1.</summary>
    public static Objective Mem { get; } = new(Metric.Mem, Minimize: false, Cheap: true, Target: false);

    /// <summary>Trained parameters.</summary>
    public static Objective Params { get; } = new(Metric.Params, Cheap: true, Target: false);

    /// <summary>Multiply-accumulates of one image.</summary>
    public static Objective Macs { get; } = new(Metric.Macs, Cheap: true, Target: false);

    /// <summary>The latency of one image as a hard bound, not as a target: the search finds the best network within it.</summary>
    public static Objective LatencyBudget(double budgetMsPerImage) =>
        LatencyMsPerImage with { UpperBound = budgetMsPerImage, Target = false };

    /// <summary>The main objective of a search: the first expensive target; null if there is none.</summary>
    public static Objective? QualityOf(IEnumerable<Objective> objectives) => objectives.FirstOrDefault(o => o is { Cheap: false, Target: true });

    /// <summary>How far a value is outside the bounds, relative to the bound; 0 within the bounds, infinite for NaN.</summary>
    public double Violation(double value)
    {
        if (double.IsNaN(value))
            return double.PositiveInfinity;
        if (UpperBound is { } upper && value > upper)
            return (value - upper) / Math.Max(Math.Abs(upper), double.Epsilon);
        return LowerBound is { } lower && value < lower ? (lower - value) / Math.Max(Math.Abs(lower), double.Epsilon) : 0;
    }

    /// <summary>The value with the sign for which smaller is better.</summary>
    public double Cost(double value) => Minimize ? value : -value;
}
