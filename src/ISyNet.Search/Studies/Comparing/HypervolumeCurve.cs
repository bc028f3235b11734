using System.Collections.Immutable;
using ISyNet.Search.Pareto;

namespace ISyNet.Search.Studies.Comparing;

/// <summary>The hypervolume of a study over time, from 0 to 1. Immutable.</summary>
/// <param name="Study">The study.</param>
/// <param name="ByEvaluations">After each finished candidate in order of number: the same for any number of workers.</param>
/// <param name="ByWallTime">After each finished candidate in order of time.</param>
public sealed record HypervolumeCurve(Study Study, ImmutableArray<double> ByEvaluations, ImmutableArray<HypervolumeAt> ByWallTime)
{
    /// <summary>The latest hypervolume.</summary>
    public double Final => ByEvaluations.IsEmpty ? 0 : ByEvaluations[^1];

    internal static HypervolumeCurve FromStudy(StudyContents contents, ImmutableArray<double> ideal, ImmutableArray<double> reference)
    {
        var whole = ideal.Zip(reference).Aggregate(1.0, (product, range) => product * (range.Second - range.First));
        ImmutableArray<double> Grow(IEnumerable<StudyCandidate> candidates) =>
            [.. Hypervolume.Curve(candidates.Select(contents.PointOf), reference).Select(volume => volume / whole)];

        var finished = contents.Candidates.Where(c => c.IsFinished).ToArray();
        var byTime = finished.OrderBy(c => c.FinishedAt).ThenBy(c => c.Number).ToArray();
        return new HypervolumeCurve(
            contents.Study, Grow(finished),
            [.. WorkingTime.After(byTime).Zip(Grow(byTime), (seconds, volume) => new HypervolumeAt(seconds, volume))]);
    }
}

/// <summary>A point of a curve against time.</summary>
/// <param name="WallSeconds">Seconds in which at least one candidate was being evaluated; pauses between runs do not count.</param>
/// <param name="Hypervolume">From 0 to 1.</param>
public readonly record struct HypervolumeAt(double WallSeconds, double Hypervolume);
