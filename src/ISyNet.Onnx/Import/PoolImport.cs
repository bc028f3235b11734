using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Pooling over windows and over whole maps.</summary>
internal static class PoolImport
{
    public static void Pool(ImportScope scope, OnnxNode node)
    {
        var (input, output) = (scope.Tensors.Dims(node.Input(0)), scope.Tensors.Dims(node.Output));
        var kernel = node.Proto.Ints("kernel_shape") ?? throw node.Error("has no kernel_shape");
        if (node.Proto.Int("channels_last") != 0)
        {
            MoveImport.Other(scope, node);
            return;
        }

        var op = new Pool(
            node.Op == "MaxPool" ? PoolKind.Max : PoolKind.Average, Windows.FromNode(node, kernel, input, output), node.Proto.Int("ceil_mode") != 0);
        scope.Emit(node, op, scope.Layer(node.Input(0)), Windows.Map(node, input), Windows.Map(node, output));
    }

    public static void Global(ImportScope scope, OnnxNode node) =>
        Global(scope, node, node.Op == "GlobalMaxPool" ? PoolKind.Max : PoolKind.Average);

    /// <summary>A mean or maximum over height and width is a global pooling; over other axes it is a reduction.</summary>
    public static void Reduce(ImportScope scope, OnnxNode node)
    {
        var (input, output) = (scope.Tensors.Dims(node.Input(0)), scope.Tensors.Dims(node.Output));
        // Newer operator sets give the axes as a tensor. The shape of the output gives the same information.
        var axes = node.Proto.Ints("axes")?.Select(a => a < 0 ? a + input.Length : a).Order().ToArray();
        var overMap = input.Length == 4 && (axes is not null
            ? axes.AsSpan().SequenceEqual([2L, 3L])
            : output.Aggregate(1.0, (p, d) => p * d) == (double)input[0] * input[1] && output.Length >= 2 && output[0] == input[0] && output[1] == input[1]);
        if (overMap && scope.IsComputed(node.Input(0)))
            Global(scope, node, node.Op == "ReduceMax" ? PoolKind.Max : PoolKind.Average);
        else
            MoveImport.Other(scope, node);
    }

    private static void Global(ImportScope scope, OnnxNode node, PoolKind kind)
    {
        var input = scope.Tensors.Dims(node.Input(0));
        // Samples in the height would be pooled together, so they become channels.
        var map = input[0] == 1 ? Windows.Map(node, input)
            : Shape.Map(checked((int)(input[0] * input[1])), checked((int)input[2..].Aggregate(1L, (p, d) => checked(p * d))), 1);
        scope.Emit(node, new GlobalPool(kind), scope.Layer(node.Input(0)), map, Shape.Map(map.Channels, 1, 1));
    }
}
