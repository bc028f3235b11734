using ISyNet.Search.Pareto;

namespace ISyNet.Search.Strategies;

/// <summary>A member of NSGA-II's population: its front (0 is best), and its crowding distance (larger is better).</summary>
internal readonly record struct Survivor(Point Point, int Front, double Crowding)
{
    public int CompareTo(Survivor other) => Front != other.Front ? Front.CompareTo(other.Front) : other.Crowding.CompareTo(Crowding);

    /// <summary>The best of these points, at most <paramref name="count"/>, best first.</summary>
    public static List<Survivor> Select(IEnumerable<Point> points, int count)
    {
        var survivors = new List<Survivor>();
        foreach (var (front, layer) in ParetoFront.Layers(points).Index())
        {
            if (survivors.Count >= count)
                break;
            var crowding = CrowdingOf(layer);
            survivors.AddRange(layer.Select((point, i) => new Survivor(point, front, crowding[i]))
                .OrderByDescending(s => s.Crowding).ThenBy(s => s.Point.Number).Take(count - survivors.Count));
        }

        return survivors;
    }

    /// <summary>The crowding distance of each point: the distance between its neighbours, relative to the range, summed over the costs; infinite at the ends.</summary>
    private static double[] CrowdingOf(IReadOnlyList<Point> layer)
    {
        var crowding = new double[layer.Count];
        for (var axis = 0; axis < layer[0].Costs.Length; axis++)
        {
            var order = Enumerable.Range(0, layer.Count).OrderBy(i => layer[i].Costs[axis]).ThenBy(i => layer[i].Number).ToArray();
            var range = layer[order[^1]].Costs[axis] - layer[order[0]].Costs[axis];
            (crowding[order[0]], crowding[order[^1]]) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var i = 1; i + 1 < order.Length && range > 0; i++)
                crowding[order[i]] += (layer[order[i + 1]].Costs[axis] - layer[order[i - 1]].Costs[axis]) / range;
        }

        return crowding;
    }
}
