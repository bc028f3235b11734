using System.Collections.Immutable;

namespace ISyNet.Search;

/// <summary>What came of judging a candidate.</summary>
/// <param name="Values">What was measured; nothing when it failed.</param>
/// <param name="Curve">How training went.</param>
/// <param name="Seconds">Wall-clock seconds that it took.</param>
/// <param name="Error">Why it failed, in one line; null when it did not.</param>
public sealed record Evaluation(
    MetricValues Values, ImmutableArray<CurvePoint> Curve, double Seconds, string? Error = null)
{
    /// <summary>Whether it has values.</summary>
    public bool Succeeded => Error is null;

    /// <summary>A failure.</summary>
    public static Evaluation Failed(string error, double seconds) =>
        new(MetricValues.None, [], seconds, error);

    /// <summary>The same with more values (the cheap objectives); existing ones stay.</summary>
    public Evaluation With(MetricValues values) => this with { Values = Values.With(values) };
}

/// <summary>One point of a training curve.</summary>
/// <param name="Epoch">Epochs done, fractions included.</param>
/// <param name="Seconds">Seconds since training began.</param>
/// <param name="TrainLoss">Mean loss since the point before.</param>
/// <param name="HeldOutError">Error rate on held-out images, 0 to 1; null where it was not measured.</param>
public sealed record CurvePoint(double Epoch, double Seconds, double TrainLoss, double? HeldOutError = null);
