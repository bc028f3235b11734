using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Finds the size of a free input dimension from the weights after the input: their channels or features.</summary>
internal static class ChannelEvidence
{
    private const int MaxSteps = 200;

    /// <summary>The size of the dimension; null if no weight determines it.</summary>
    public static long? Find(OnnxGraph graph, string value, int axis, int rank)
    {
        var waiting = new Queue<(string Value, int Axis)>([(value, axis)]);
        var seen = new HashSet<(string, int)>();
        while (waiting.TryDequeue(out var place) && seen.Count < MaxSteps)
        {
            if (!seen.Add(place))
                continue;
            foreach (var node in graph.Readers(place.Value))
            {
                if (Told(graph, node, place.Value, place.Axis, rank) is { } size)
                    return size;
                if (Passed(node, place.Value, place.Axis, rank) is { } next)
                    waiting.Enqueue((node.Output, next));
            }
        }

        return null;
    }

    private static long? Told(OnnxGraph graph, OnnxNode node, string value, int axis, int rank)
    {
        if (!node.IsStandard || node.Input(0) != value)
            return null;
        var weight = graph.StoredDims(node.Input(node.Op switch { "QLinearConv" or "QLinearMatMul" or "QGemm" => 3, _ => 1 }));
        return (node.Op, weight) switch
        {
            ("Conv" or "FusedConv" or "ConvInteger" or "QLinearConv", { Length: >= 3 }) when axis == 1 => checked(weight[1] * Math.Clamp(node.Proto.Int("group", 1), 1, int.MaxValue)),
            ("ConvTranspose", { Length: >= 3 }) when axis == 1 => weight[0],
            ("MatMul" or "MatMulInteger" or "DynamicQuantizeMatMul" or "MatMulIntegerToFloat" or "QLinearMatMul", { Length: >= 2 }) when axis == rank - 1 => weight[^2],
            ("Gemm" or "QGemm", { Length: 2 }) when axis == 1 && node.Proto.Int("transA") == 0 => node.Proto.Int("transB") == 0 ? weight[0] : weight[1],
            ("LSTM" or "GRU" or "RNN", { Length: 3 }) when axis == 2 => weight[2],
            ("BatchNormalization" or "InstanceNormalization", { Length: 1 }) when axis == 1 => weight[0],
            ("LayerNormalization", { Length: 1 }) when axis == rank - 1 => weight[0],
            ("MatMulNBits" or "MatMulBnb4", _) when axis == rank - 1 && node.Proto.Int("K") > 0 => node.Proto.Int("K"),
            _ => Stretched(graph, node, axis, rank),
        };
    }

    /// <summary>A constant of the same rank that is added or multiplied has the same number of channels, unless it has only one.</summary>
    private static long? Stretched(OnnxGraph graph, OnnxNode node, int axis, int rank)
    {
        if (node.Op is not ("Add" or "Sub" or "Mul" or "Div" or "PRelu") || graph.StoredDims(node.Input(1)) is not { } dims)
            return null;
        var place = axis - (rank - dims.Length);
        return place >= 0 && dims.Length <= rank && dims[place] > 1 ? dims[place] : null;
    }

    private static int? Passed(OnnxNode node, string value, int axis, int rank)
    {
        if (!node.IsStandard || node.Input(0) != value)
            return null;
        switch (node.Op)
        {
            case "Transpose":
                var order = node.Proto.Ints("perm") ?? [.. Enumerable.Range(0, rank).Select(i => (long)(rank - 1 - i))];
                var place = Array.IndexOf(order, (long)axis);
                return place < 0 ? null : place;
            case "Identity" or "Cast" or "Dropout" or "Add" or "Sub" or "Mul" or "Div" or "QuantizeLinear" or "DequantizeLinear" or "DynamicQuantizeLinear" or "Clip" or "Relu"
                or "Sigmoid" or "Tanh" or "Neg" or "Abs" or "Exp" or "Log" or "Sqrt" or "Pow" or "LeakyRelu" or "HardSwish":
                return axis;
            case "Pad" or "MaxPool" or "AveragePool" or "Resize" or "Upsample" when axis <= 1:
                return axis;
            default:
                return null;
        }
    }
}
