using System.Collections.Immutable;

namespace ISyNet.Search.Studies.Comparing;

/// <summary>The hypervolume of a study or a strategy over time, once per seed.</summary>
/// <param name="Study">Name of the study or strategy.</param>
/// <param name="Runs">One run per seed: a point after each finished candidate, in order of time.</param>
public sealed record HypervolumeSeries(string Study, ImmutableArray<ImmutableArray<HypervolumeAt>> Runs)
{
    /// <summary>A study, which is one run.</summary>
    public static HypervolumeSeries FromCurve(HypervolumeCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return new HypervolumeSeries(curve.Study.Name, [curve.ByWallTime]);
    }
}
