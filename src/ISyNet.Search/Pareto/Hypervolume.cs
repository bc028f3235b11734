using System.Collections.Immutable;

namespace ISyNet.Search.Pareto;

/// <summary>
/// The volume that a set of points dominates up to a reference point (Zitzler and Thiele): larger is better. Exact, by
/// slicing along the last cost; meant for two to four targets.
/// </summary>
public static class Hypervolume
{
    /// <summary>The hypervolume; points that are not better than the reference in every cost add nothing.</summary>
    public static double Compute(IEnumerable<Point> points, ImmutableArray<double> reference)
    {
        ArgumentNullException.ThrowIfNull(points);
        return Slice([.. points.Select(p => p.Costs).Where(costs => costs.Zip(reference).All(c => c.First < c.Second))], reference, reference.Length);
    }

    /// <summary>The hypervolume after each trial (a point or null): the curve of a search.</summary>
    public static ImmutableArray<double> Curve(IEnumerable<Point?> trials, ImmutableArray<double> reference)
    {
        ArgumentNullException.ThrowIfNull(trials);
        var curve = ImmutableArray.CreateBuilder<double>();
        var front = ImmutableArray<Point>.Empty;
        foreach (var point in trials)
        {
            var improved = point is null ? front : ParetoFront.Find(front.Append(point));
            curve.Add(curve.Count > 0 && improved.SequenceEqual(front) ? curve[^1] : Compute(improved, reference));
            front = improved;
        }

        return curve.ToImmutable();
    }

    /// <summary>The hypervolume that a point would add to a front; 0 if the front dominates it.</summary>
    /// <param name="front">A front as <see cref="ParetoFront.Find"/> gives it: sorted by the first cost.</param>
    /// <param name="reference">The reference point.</param>
    /// <param name="point">The point.</param>
    public static double Gain(ImmutableArray<Point> front, ImmutableArray<double> reference, Point point)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (reference.Length != 2)
            return Compute(front.Append(point), reference) - Compute(front, reference);
        // With two targets: strips from the point to the right, each up to the lowest point of the front so far.
        var (left, bottom, top, gain) = (point.Costs[0], point.Costs[1], reference[1], 0.0);
        foreach (var next in front)
        {
            var right = Math.Min(next.Costs[0], reference[0]);
            if (right > left)
            {
                gain += (right - left) * Math.Max(0, top - bottom);
                left = right;
            }

            top = Math.Min(top, next.Costs[1]);
        }

        return gain + (Math.Max(0, reference[0] - left) * Math.Max(0, top - bottom));
    }

    private static double Slice(List<ImmutableArray<double>> points, ImmutableArray<double> reference, int dimensions)
    {
        if (points.Count == 0)
            return 0;
        var axis = dimensions - 1;
        if (axis == 0)
            return reference[0] - points.Min(p => p[0]);
        points.Sort((a, b) => a[axis].CompareTo(b[axis]));
        var volume = 0.0;
        for (var i = 0; i < points.Count; i++)
        {
            var thickness = (i + 1 < points.Count ? points[i + 1][axis] : reference[axis]) - points[i][axis];
            if (thickness > 0)
                volume += thickness * Slice(points[..(i + 1)], reference, axis);
        }

        return volume;
    }
}
