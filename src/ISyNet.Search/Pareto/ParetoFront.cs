using System.Collections.Immutable;

namespace ISyNet.Search.Pareto;

/// <summary>Points that no other point dominates.</summary>
public static class ParetoFront
{
    /// <summary>The front of these points, sorted by the first cost; of points with equal costs the first is kept.</summary>
    public static ImmutableArray<Point> Find(IEnumerable<Point> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var front = new List<Point>();
        foreach (var point in points)
        {
            if (front.Any(p => p.Dominates(point) || p.Costs.AsSpan().SequenceEqual(point.Costs.AsSpan())))
                continue;
            front.RemoveAll(point.Dominates);
            front.Add(point);
        }

        return [.. front.OrderBy(p => p.Costs[0])];
    }

    /// <summary>All points in fronts: the first dominates the others, and so on (non-dominated sorting).</summary>
    public static ImmutableArray<ImmutableArray<Point>> Layers(IEnumerable<Point> points)
    {
        var rest = points.ToList();
        var layers = ImmutableArray.CreateBuilder<ImmutableArray<Point>>();
        while (rest.Count > 0)
        {
            ImmutableArray<Point> layer = [.. rest.Where(p => !rest.Any(q => q.Dominates(p)))];
            layers.Add(layer);
            rest.RemoveAll(layer.Contains);
        }

        return layers.ToImmutable();
    }
}
