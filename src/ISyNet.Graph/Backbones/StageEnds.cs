using ISyNet.Graph.Ops;

namespace ISyNet.Graph.Backbones;

/// <summary>Where the stages of a network end.</summary>
internal static class StageEnds
{
    /// <summary>
    /// Indices of feature maps, in topological order. In a network of ours they are the last layers of stem and stages;
    /// in an imported one, the maps before the classifier that no edge bypasses.
    /// </summary>
    /// <exception cref="GraphException">The network has no feature map.</exception>
    public static IReadOnlyList<int> Find(Network network)
    {
        var stages = new SortedDictionary<int, int>();
        for (var i = 0; i < network.Layers.Length; i++)
        {
            if (network.Layers[i].Output.IsMap && StageOf(network.Layers[i]) is { } stage)
                stages[stage] = i;
        }

        var ends = stages.Keys.Any(stage => stage >= 0) ? [.. stages.Values.Order()] : CutPoints(network);
        return ends.Count > 0 ? ends : throw new GraphException($"'{network.Name}' has no feature map");
    }

    /// <summary>-1 for the stem, the number of a stage, otherwise null.</summary>
    private static int? StageOf(Layer layer) => layer.Place?.Part == NetworkPart.Stem ? -1 : layer.Place?.Stage;

    private static List<int> CutPoints(Network network)
    {
        var end = Trunk(network);
        var path = end < 0 ? [] : network.Reached([end]);
        var consumers = network.Consumers();
        var (cuts, furthest) = (new List<int>(), 0);
        for (var i = 0; i <= end; i++)
        {
            if (!path[i])
                continue;
            if (i >= furthest && network.Layers[i] is { Op: not Input, Output.IsMap: true })
                cuts.Add(i);
            foreach (var consumer in consumers[i])
                furthest = consumer <= end && path[consumer] ? Math.Max(furthest, consumer) : furthest;
        }

        return cuts;
    }

    /// <summary>The last map with more than one position, which is pooled or flattened next.</summary>
    private static int Trunk(Network network)
    {
        for (var i = network.Layers.Length - 1; i >= 0; i--)
        {
            if (network.Layers[i] is { Op: not Input, Output: { IsMap: true } map } && map.Height * map.Width > 1)
                return i;
        }

        return -1;
    }
}
