using System.Collections.Immutable;

namespace ISyNet.Search.Pareto;

/// <summary>The reference point of a hypervolume if none is given.</summary>
public static class ReferencePoint
{
    /// <summary>The worst cost of the points per target, plus a tenth of their range.</summary>
    public static ImmutableArray<double> FromPoints(IReadOnlyCollection<Point> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return points.Count == 0 ? [] : [.. Enumerable.Range(0, points.First().Costs.Length).Select(axis =>
        {
            var (low, high) = (points.Min(p => p.Costs[axis]), points.Max(p => p.Costs[axis]));
            return high + Math.Max(0.1 * (high - low), 1e-9);
        })];
    }
}
