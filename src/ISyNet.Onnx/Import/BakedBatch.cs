using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Finds the batch size that the reshapes of a graph contain although its input has a free batch or a batch of 1.</summary>
internal static class BakedBatch
{
    private const int Most = 4096;
    private const int MostTried = 3;

    /// <summary>The ratio of output elements to input elements of a reshape; null if all reshapes are valid.</summary>
    public static long? In(OnnxGraph graph, TensorTable tensors)
    {
        foreach (var node in graph.Nodes.Where(node => node is { Op: "Reshape", IsStandard: true } && tensors.Knows(node.Input(0)) && tensors.Knows(node.Output)))
        {
            var (from, to) = (Elements(tensors.Dims(node.Input(0))), Elements(tensors.Dims(node.Output)));
            if (from >= 1 && to > from && to % from == 0 && to / from <= Most)
                return (long)(to / from);
        }

        return null;
    }

    /// <summary>First dimensions of the reshapes, the most frequent first: one of them may be the batch.</summary>
    public static IEnumerable<long> Candidates(OnnxGraph graph) => graph.Nodes.Where(node => node.Op == "Reshape" && node.IsStandard)
        .Select(node => graph.Stored(node.Input(1))?.Integers() is [var first, ..] ? first : 0).Where(first => first is > 1 and <= Most)
        .GroupBy(first => first).OrderByDescending(alike => alike.Count()).Select(alike => alike.Key).Take(MostTried);

    private static double Elements(long[] dims) => dims.Aggregate(1.0, (product, dim) => product * dim);
}
