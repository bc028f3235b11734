using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Attention as one operator: two matrix products with a softmax between them.</summary>
internal static class AttentionImport
{
    public static void Attention(ImportScope scope, OnnxNode node)
    {
        var heads = (int)Math.Clamp(node.Proto.Int("q_num_heads", node.Proto.Int("num_heads", 1)), 1, 65536);
        var keyHeads = (int)Math.Clamp(node.Proto.Int("kv_num_heads", heads), 1, 65536);
        if (Enumerable.Range(0, 3).Any(i => !scope.IsComputed(node.Input(i))))
        {
            scope.Note(node, "attention in a packed form, costed as one element-wise pass over its output");
            scope.Emit(node, new Imported(node.Op, WorkKind.Unknown, node.Domain, node.Opset), scope.ComputedInputs(node));
            return;
        }

        var query = Heads(scope, node, 0, heads, ".query");
        var key = Heads(scope, node, 1, keyHeads, ".key");
        var value = Heads(scope, node, 2, keyHeads, ".value");
        var (q, k, v) = (scope.ShapeOf(query), scope.ShapeOf(key), scope.ShapeOf(value));
        key = scope.Add(node, new Imported("Transpose", WorkKind.Free), new Shape(k[0], k[2], k[1]), [key], ".transpose");
        var scores = scope.Add(node, new MatMul(), new Shape(q[0], q[1], k[1]), [query, key], ".scores");
        scores = scope.Add(node, new Imported("Softmax", WorkKind.Softmax), scope.ShapeOf(scores), [scores], ".softmax");
        var mixed = scope.Add(node, new MatMul(), new Shape(q[0], q[1], v[2]), [scores, value]);
        scope.Bind(node, scope.View(node, mixed, scope.Tensors.Sample(node.Output), ".unview"));
    }

    /// <summary>(heads, tokens, features), the batch folded into the heads.</summary>
    private static int Heads(ImportScope scope, OnnxNode node, int index, int heads, string part)
    {
        var dims = scope.Tensors.Dims(node.Input(index));
        if (dims.Length is not (3 or 4) || (dims.Length == 3 && dims[2] % heads != 0) || dims.Any(d => d is < 1 or > 1 << 24))
            throw node.Error($"its input {index} is {string.Join('x', dims)}; batch x tokens x features or batch x heads x tokens x features is read");
        var target = dims.Length == 4
            ? new Shape(checked((int)(dims[0] * dims[1])), (int)dims[2], (int)dims[3])
            : new Shape(checked((int)(dims[0] * heads)), (int)dims[1], (int)dims[2] / heads);
        return scope.View(node, scope.Layer(node.Input(index)), target, part);
    }
}
