using System.Text.Json.Serialization;

namespace ISyNet.Search;

/// <summary>What a search measures of a candidate, which direction is better, and the bounds that no candidate may break.</summary>
/// <param name="Metric">What is measured.</param>
/// <param name="Minimize">Whether smaller is better.</param>
/// <param name="Cheap">Whether it is computed from the graph for every proposal, or costs a training.</param>
/// <param name="LowerBound">The least allowed value; none when null.</param>
/// <param name="UpperBound">The largest allowed value; none when null.</param>
/// <param name="Target">Whether the search improves it, trading it off against other targets, or only keeps its bounds and reports it.</param>
public sealed record Objective(
    [property: JsonPropertyName("name")] Metric Metric, bool Minimize = true, bool Cheap = false, double? LowerBound = null, double? UpperBound = null, bool Target = true)
{
    /// <summary>Held-out error rate, 0 to 1: the objective that costs a training.</summary>
    public static Objective Error { get; } = new(Metric.Error);

    /// <summary>Predicted latency of one image on the device, ms.</summary>
    public static Objective LatencyMsPerImage { get; } = new(Metric.LatencyMsPerImage, Cheap: true);

    /// <summary>Matrix efficiency measure on the device, 0 to 1.</summary>
    public static Objective Mem { get; } = new(Metric.Mem, Minimize: false, Cheap: true, Target: false);

    /// <summary>Trained parameters.</summary>
    public static Objective Params { get; } = new(Metric.Params, Cheap: true, Target: false);

    /// <summary>Multiply-accumulates of one image.</summary>
    public static Objective Macs { get; } = new(Metric.Macs, Cheap: true, Target: false);

    /// <summary>The latency of one image as a hard bound that is kept, not a target: the network is to be as good as it can within it.</summary>
    public static Objective LatencyBudget(double budgetMsPerImage) =>
        LatencyMsPerImage with { UpperBound = budgetMsPerImage, Target = false };

    /// <summary>What a search is about: the first expensive target; null when there is none.</summary>
    public static Objective? QualityOf(IEnumerable<Objective> objectives) => objectives.FirstOrDefault(o => o is { Cheap: false, Target: true });

    /// <summary>How far a value breaks the bounds, relative to the bound; 0 when it keeps them, infinite when it is no number.</summary>
    public double Violation(double value)
    {
        if (double.IsNaN(value))
            return double.PositiveInfinity;
        if (UpperBound is { } upper && value > upper)
            return (value - upper) / Math.Max(Math.Abs(upper), double.Epsilon);
        return LowerBound is { } lower && value < lower ? (lower - value) / Math.Max(Math.Abs(lower), double.Epsilon) : 0;
    }

    /// <summary>The value turned so that smaller is better.</summary>
    public double Cost(double value) => Minimize ? value : -value;
}
