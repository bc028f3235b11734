using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// Follows the batch through a graph whose shapes were inferred with several samples, and removes it. This is needed for files that
/// contain the batch size in their reshapes. The batch of a value is an axis, or a factor of one (windows of an image are
/// batch x windows); some values have none.
/// </summary>
internal sealed class BatchTrace
{
    private readonly OnnxGraph _graph;
    private readonly TensorTable _tensors;
    private readonly long _batch;
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    private BatchTrace(OnnxGraph graph, TensorTable tensors, InputBinding binding)
    {
        (_graph, _tensors, _batch) = (graph, tensors, binding.Batch);
        foreach (var (input, axis) in binding.BatchAxis)
            _places[input] = new Place(axis, 1);
    }

    /// <summary>The position of the batch: the axis, and the elements of this axis before the batch.</summary>
    private readonly record struct Place(int Axis, long Outer);

    /// <summary>The dimensions of one sample; null if the batch is mixed with the dimensions of the sample.</summary>
    public static TensorTable? OneSample(OnnxGraph graph, TensorTable tensors, InputBinding binding)
    {
        var trace = new BatchTrace(graph, tensors, binding);
        foreach (var node in graph.Nodes)
        {
            if (!trace.Follow(node))
                return null;
        }

        var single = tensors.Copy();
        foreach (var (value, place) in trace._places)
        {
            var dims = tensors.Dims(value).ToArray();
            dims[place.Axis] /= trace._batch;
            single.Add(value, tensors.ElementType(value), dims);
        }

        return single;
    }

    private bool Follow(OnnxNode node)
    {
        var sources = node.Reads.Where(_places.ContainsKey).ToArray();
        if (sources.Length == 0)
            return true;
        for (var i = 0; i < node.Proto.Output.Count; i++)
        {
            var output = node.Proto.Output[i];
            if (output.Length == 0 || !_tensors.Knows(output) || _graph.IsConstant(output))
                continue;
            if (At(node, sources, i, _tensors.Dims(output)) is { } place && place.Axis >= 0 && place.Axis < _tensors.Dims(output).Length && _tensors.Dims(output)[place.Axis] % _batch == 0)
                _places[output] = place;
            else if (HasWeights(node))
                return false;
        }

        return true;
    }

    private static bool HasWeights(OnnxNode node) => node.IsStandard && (NodeInputs.Weights(node) is { Count: > 0 } || node.Op == "MatMul");

    private Place? At(OnnxNode node, string[] sources, int output, long[] dims)
    {
        var source = sources.Contains(node.Input(0)) ? node.Input(0) : sources[0];
        var (from, place) = (_tensors.Dims(source), _places[source]);
        switch (node.Op)
        {
            case "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze":
                return View(from, dims, place);
            case "Transpose":
                var order = node.Proto.Ints("perm") ?? [.. Enumerable.Range(0, from.Length).Select(i => (long)(from.Length - 1 - i))];
                return place with { Axis = Array.IndexOf(order, (long)place.Axis) };
            case "Conv" or "FusedConv" or "ConvInteger" or "QLinearConv" or "ConvTranspose" or "MaxPool" or "AveragePool" or "GlobalAveragePool" or "GlobalMaxPool" or "BatchNormalization"
                or "DepthToSpace" or "SpaceToDepth":
                return place.Axis == 0 ? place : null;
            case "LSTM" or "GRU" or "RNN":
                var first = node.Proto.Int("layout") != 0;
                return place with { Axis = first ? 0 : output == 0 ? 2 : 1 };
            case "Gemm" or "FusedGemm":
                return place with { Axis = source == node.Input(0) ? (node.Proto.Int("transA") == 0 ? place.Axis : 1 - place.Axis) : node.Proto.Int("transB") == 0 ? place.Axis : 1 - place.Axis };
            case "Gather" when source == node.Input(0):
                var axis = (int)node.Proto.Int("axis");
                axis = axis < 0 ? axis + from.Length : axis;
                return place.Axis == axis ? null : place.Axis < axis ? place : place with { Axis = place.Axis + dims.Length - from.Length };
            case "Gather":
                return place with { Axis = place.Axis + (int)Math.Max(0, node.Proto.Int("axis")) };
            case "NonZero" or "NonMaxSuppression" or "Shape" or "Size":
                return null;
            default:
                if (node.Op.StartsWith("Reduce", StringComparison.Ordinal) || node.Op is "ArgMax" or "ArgMin")
                    return Reduced(node, from, dims, place);
                // With the same rank or with broadcasting, dimensions are aligned at the end.
                return place with { Axis = place.Axis + dims.Length - from.Length };
        }
    }

    /// <summary>The elements keep their order: the batch is at the axis with the same number of elements before it.</summary>
    private Place? View(long[] from, long[] to, Place place)
    {
        var outer = Product(from, place.Axis) * place.Outer;
        for (var i = 0; i < to.Length; i++)
        {
            var before = Product(to, i);
            if (before <= outer && outer % before == 0 && before * to[i] >= outer * _batch && before * to[i] % (outer * _batch) == 0)
                return new Place(i, (long)(outer / before));
        }

        return null;
    }

    private static double Product(long[] dims, int count) => dims.Take(count).Aggregate(1.0, (product, dim) => product * dim);

    private Place? Reduced(OnnxNode node, long[] from, long[] to, Place place)
    {
        var axes = node.Proto.Attribute("axis") is { } one ? [one.I] : node.Proto.Ints("axes")
            ?? (node.Input(1).Length > 0 ? (_tensors.Constant(node.Input(1)) ?? _graph.Stored(node.Input(1)))?.Integers() : null);
        if (axes is null)
            return from.Length == to.Length ? place : null;
        var reduced = axes.Select(a => a < 0 ? a + from.Length : a).ToHashSet();
        if (reduced.Contains(place.Axis))
            return null;
        return from.Length == to.Length ? place : place with { Axis = place.Axis - reduced.Count(a => a < place.Axis) };
    }
}
