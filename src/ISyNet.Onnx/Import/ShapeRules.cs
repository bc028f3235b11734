using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Our own shape rules, for operators that ONNX Runtime cannot infer: nodes that replace loops, operators of old sets, and operators that keep a shape.</summary>
internal static class ShapeRules
{
    /// <summary>ONNX Runtime does not support older operator sets, and infers no shapes for them.</summary>
    private const int OldestOpset = 7;

    /// <summary>Whether ONNX Runtime cannot infer the node, not even with a replacement.</summary>
    public static bool Only(OnnxNode node) => node is { IsCarried: true, Op: "Stack" } || (node.IsStandard
        && (node.Op is "Crop" or "GemmFastGelu" or "QAttention" || IsProjected(node) || node is { Opset: < OldestOpset, Op: "LSTM" or "GRU" or "RNN" or "Gemm" or "Upsample" or "AveragePool" } or { Opset: < 5, Op: "Reshape" } or { Opset: < 2, Op: "Pad" }));

    // ONNX Runtime crashes if such a node has no bias.
    private static bool IsProjected(OnnxNode node) => node is { Op: "Attention", Domain: OnnxNode.MicrosoftDomain };

    /// <summary>Whether the output has the shape of the first input by the rules of old sets, in which only the second operand is broadcast.</summary>
    public static bool IsLikeFirst(OnnxNode node) => node is
    {
        IsStandard: true, Opset: < OldestOpset, Op: "Add" or "Sub" or "Mul" or "Div" or "Pow" or "And" or "Or" or "Xor" or "Equal" or "Greater" or "Less"
        or "Dropout" or "BatchNormalization" or "PRelu"
    };

    /// <summary>The dimensions of an output; null if there is no rule.</summary>
    public static long[]? Infer(OnnxNode node, int output, OnnxGraph graph, TensorTable tensors)
    {
        if (!tensors.Knows(node.Input(0)))
            return null;
        var dims = tensors.Dims(node.Input(0));
        if (node.IsCarried)
            return node.Op == "Stack" ? Stack(node, graph, tensors, dims) : null;
        if (!node.IsStandard)
            return null;
        switch (node.Op)
        {
            case "Crop":
                return Crop(node, dims);
            case "QAttention" or "Attention" when node.Op == "QAttention" || IsProjected(node):
                return dims.Length == 3 && tensors.Knows(node.Input(1)) && tensors.Dims(node.Input(1)) is [_, var all] ? Projected(node, output, dims, all) : null;
            case "GemmFastGelu" when dims.Length > 0 && tensors.Knows(node.Input(1)) && tensors.Dims(node.Input(1)) is [_, var width]:
                return [.. dims[..^1], width];
            case "LSTM" or "GRU" or "RNN" when dims.Length == 3 && tensors.Knows(node.Input(2)) && tensors.Dims(node.Input(2)) is [var directions, _, var hidden]:
                return Recurrent(node, output, dims, directions, hidden);
            case "Gemm" when dims.Length == 2 && tensors.Knows(node.Input(1)) && tensors.Dims(node.Input(1)) is [var inner, var columns]:
                return [node.Proto.Int("transA") == 0 ? dims[0] : dims[1], node.Proto.Int("transB") == 0 ? columns : inner];
            case "AveragePool" when node.Opset < OldestOpset && dims.Length > 2 && node.Proto.Ints("kernel_shape") is { } kernel && kernel.Length == dims.Length - 2:
                return Pooled(node, dims, kernel);
            case "Upsample" when node.Opset < 7 && dims.Length == 4:
                return [dims[0], dims[1], Scaled(dims[2], node.Proto.Float("height_scale", 1)), Scaled(dims[3], node.Proto.Float("width_scale", 1))];
            case "Reshape" when node.Opset < 5 && node.Proto.Ints("shape") is { } shape:
                return Reshape(dims, shape);
            case "Pad" when node.Opset < 2 && node.Proto.Ints("paddings") is { } pads && pads.Length == 2 * dims.Length:
                return [.. dims.Select((dim, i) => dim + pads[i] + pads[i + dims.Length])];
            case "DynamicQuantizeLinear" when output > 0:
                return [];
            default:
                return Broadcasts(node) ? BroadcastInputs(node, tensors) : KeepsShape(node) ? dims : null;
        }
    }

    private static bool KeepsShape(OnnxNode node) => node.Op is "Dropout" or "Identity" or "Relu" or "Clip" or "LeakyRelu" or "ThresholdedRelu" or "Elu" or "Selu" or "Sigmoid" or "HardSigmoid"
        or "Swish" or "QuickGelu" or "HardSwish" or "Gelu" or "FastGelu" or "Tanh" or "Mish" or "Softplus" || OperatorTable.Work(node) is WorkKind.Elementwise or WorkKind.Softmax;

    private static bool Broadcasts(OnnxNode node) => node.Op is "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Mod" or "And" or "Or" or "Xor" or "Equal" or "Greater" or "Less" or "GreaterOrEqual"
        or "LessOrEqual" or "PRelu" or "Where" or "Min" or "Max" or "Sum" or "Mean" or "BitwiseAnd" or "BitwiseOr" or "BitwiseXor";

    private static long[]? BroadcastInputs(OnnxNode node, TensorTable tensors) =>
        node.Proto.Input.All(tensors.Knows) ? Broadcast([.. node.Proto.Input.Select(tensors.Dims)]) : null;

    /// <summary>The dimensions of operands that are broadcast to each other; null if they do not fit.</summary>
    public static long[]? Broadcast(params long[][] operands)
    {
        var dims = new long[operands.Max(operand => operand.Length)];
        Array.Fill(dims, 1);
        foreach (var operand in operands)
        {
            for (var i = 1; i <= operand.Length; i++)
            {
                if (dims[^i] != operand[^i] && dims[^i] != 1 && operand[^i] != 1)
                    return null;
                dims[^i] = dims[^i] == 1 ? operand[^i] : dims[^i];
            }
        }

        return dims;
    }

    private static long[] Projected(OnnxNode node, int output, long[] dims, long all)
    {
        var (hidden, heads) = (node.Proto.Ints("qkv_hidden_sizes") is [_, _, var value] ? value : all / 3, Math.Max(1, node.Proto.Int("num_heads", 1)));
        return output == 0 ? [dims[0], dims[1], hidden] : [2, dims[0], heads, dims[1], hidden / heads];
    }

    private static long[] Recurrent(OnnxNode node, int output, long[] dims, long directions, long hidden) => (node.Proto.Int("layout"), output) switch
    {
        (0, 0) => [dims[0], directions, dims[1], hidden],
        (0, _) => [directions, dims[1], hidden],
        (_, 0) => [dims[0], dims[1], directions, hidden],
        _ => [dims[0], directions, hidden],
    };

    private static long Scaled(long size, float scale) => (long)Math.Clamp(Math.Floor(size * (double)scale), 1, int.MaxValue);

    private static long[] Pooled(OnnxNode node, long[] dims, long[] kernel)
    {
        var (strides, pads, mode) = (node.Proto.Ints("strides"), node.Proto.Ints("pads"), node.Proto.Text("auto_pad"));
        return [.. dims.Select((dim, i) =>
        {
            if (i < 2)
                return dim;
            var step = Math.Max(1, strides?.ElementAtOrDefault(i - 2) ?? 1);
            var room = dim + (pads?.ElementAtOrDefault(i - 2) ?? 0) + (pads?.ElementAtOrDefault(i - 2 + kernel.Length) ?? 0) - kernel[i - 2];
            return mode.StartsWith("SAME", StringComparison.Ordinal) ? (dim + step - 1) / step : Math.Max(0, room / step) + 1;
        })];
    }

    private static long[]? Reshape(long[] from, long[] to)
    {
        var dims = to.Select((dim, i) => dim == 0 && i < from.Length ? from[i] : dim).ToArray();
        var rest = dims.Where(dim => dim != -1).Aggregate(1.0, (product, dim) => product * dim);
        var whole = from.Aggregate(1.0, (product, dim) => product * dim);
        return dims.Count(dim => dim == -1) > 1 || rest < 1 ? null : [.. dims.Select(dim => dim == -1 ? (long)(whole / rest) : dim)];
    }

    private static long[]? Stack(OnnxNode node, OnnxGraph graph, TensorTable tensors, long[] dims)
    {
        var trips = new LoopTrips(node, node.Input(1), node.Proto.Attribute("walked")?.I);
        if (node.Input(1).Length > 0 && trips.Axis is not null && !tensors.Knows(node.Input(1)))
            return null;
        var axis = node.Proto.Int("axis");
        var place = (int)Math.Clamp(axis < 0 ? axis + dims.Length + 1 : axis, 0, dims.Length);
        return [.. dims[..place], trips.In(graph, tensors) ?? 1, .. dims[place..]];
    }

    private static long[]? Crop(OnnxNode node, long[] dims)
    {
        if (dims.Length != 4 || node.Proto.Ints("border") is not [var left, var top, var right, var bottom])
            return null;
        return node.Proto.Ints("scale") is [var height, var width] ? [dims[0], dims[1], height, width]
            : [dims[0], dims[1], Math.Max(0, dims[2] - top - bottom), Math.Max(0, dims[3] - left - right)];
    }
}
