using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Attention as one operator: two matrix products with a softmax between them, after a projection if the operator includes one.</summary>
internal static class AttentionImport
{
    /// <summary>Query, key and value as separate inputs or packed into one.</summary>
    public static void Attention(ImportScope scope, OnnxNode node)
    {
        var heads = Count(node, "q_num_heads", Count(node, "num_heads", 1));
        var keyHeads = Count(node, "kv_num_heads", heads);
        var given = Enumerable.Range(0, 3).Where(i => scope.IsComputed(node.Input(i))).Select(i => (Layer: scope.Layer(node.Input(i)), Dims: scope.Tensors.Dims(node.Input(i)))).ToArray();
        if (given.Length is 0 or 2 && given is not [_, { Dims.Length: 5 }] || given is [{ Dims.Length: not (3 or 5) }])
        {
            MoveImport.Unknown(scope, node);
            return;
        }

        var parts = given switch
        {
            [var q, var k, var v] => (q, k, v),
            [var q, { Dims.Length: 5 } packed] => (q, Part(packed, 3), Part(packed, 3)),
            [{ Dims.Length: 5 } packed] => (Part(packed, 3), Part(packed, 3), Part(packed, 3)),
            _ => Packed(scope, node, given[0], heads, keyHeads),
        };
        var pastAxis = node.Domain.Length == 0 ? 4 : node.Op == "GroupQueryAttention" ? 3 : 6;
        Mix(scope, node, Heads(scope, node, parts.Item1, heads, ".query"), Heads(scope, node, parts.Item2, keyHeads, ".key"), Heads(scope, node, parts.Item3, keyHeads, ".value"), Past(scope, node, pastAxis));
    }

    /// <summary>One input, which is projected to query, key and value.</summary>
    public static void Projected(ImportScope scope, OnnxNode node)
    {
        var (input, weight) = (scope.Tensors.Dims(node.Input(0)), scope.Tensors.Dims(node.Input(1)));
        if (input.Length != 3 || weight.Length != 2 || !scope.IsComputed(node.Input(0)) || input.Concat(weight).Any(d => d is < 1 or > 1 << 24))
            throw node.Error($"reads {string.Join('x', input)} with weights of {string.Join('x', weight)}, not batch x tokens x features");
        var heads = Count(node, "num_heads", 1);
        var sizes = node.Proto.Ints("qkv_hidden_sizes") is [var q, var k, var v] ? (q, k, v) : (weight[1] / 3, weight[1] / 3, weight[1] / 3);
        var (batch, tokens) = (input[0], input[1]);
        var rows = scope.View(node, scope.Layer(node.Input(0)), new Shape(checked((int)(batch * tokens)), (int)input[2]), ".rows");
        var projected = scope.Add(node, new Linear((int)weight[1], node.Input(2).Length > 0), new Shape(checked((int)(batch * tokens)), (int)weight[1]), [rows], ".projection");
        var past = Past(scope, node, node.Op == "QAttention" ? 8 : 4, axis: 3);
        Mix(scope, node, Heads(scope, node, Cut(sizes.Item1, ".q"), heads, ".query"), Heads(scope, node, Cut(sizes.Item2, ".k"), heads, ".key"), Heads(scope, node, Cut(sizes.Item3, ".v"), heads, ".value"), past);

        (int, long[]) Cut(long features, string part)
        {
            long[] dims = [batch, tokens, features];
            return (scope.Add(node, new Imported("Split", WorkKind.DataMove), Sizes(node, [batch * tokens, features]), [projected], part), dims);
        }
    }

    private static (int, long[]) Part((int Layer, long[] Dims) packed, int axis) => (packed.Layer, [.. packed.Dims[..axis], .. packed.Dims[(axis + 1)..]]);

    private static ((int, long[]), (int, long[]), (int, long[])) Packed(ImportScope scope, OnnxNode node, (int Layer, long[] Dims) packed, int heads, int keyHeads)
    {
        var size = packed.Dims[2] / (heads + (2 * keyHeads));
        return (Cut(heads * size, ".q"), Cut(keyHeads * size, ".k"), Cut(keyHeads * size, ".v"));

        (int, long[]) Cut(long features, string part)
        {
            long[] dims = [packed.Dims[0], packed.Dims[1], features];
            return (scope.Add(node, new Imported("Split", WorkKind.DataMove), Sizes(node, dims), [packed.Layer], part), dims);
        }
    }

    /// <summary>Tokens of earlier steps whose keys and values are cached.</summary>
    private static int Past(ImportScope scope, OnnxNode node, int index, int axis = 2) =>
        node.Input(index) is { Length: > 0 } past && scope.Tensors.Knows(past) && scope.Tensors.Dims(past) is var dims && dims.Length > axis ? (int)Math.Clamp(dims[axis], 0, 1 << 24) : 0;

    private static void Mix(ImportScope scope, OnnxNode node, int query, int key, int value, int past)
    {
        var (q, k, v) = (scope.ShapeOf(query), scope.ShapeOf(key), scope.ShapeOf(value));
        // In grouped-query attention, several query heads share a head of keys and values.
        var tokens = checked(k[1] + past);
        var keys = scope.Add(node, new Imported("Transpose", WorkKind.Free), new Shape(q[0], k[2], tokens), [key], ".transpose");
        var scores = scope.Add(node, new MatMul(), new Shape(q[0], q[1], tokens), [query, keys], ".scores");
        scores = scope.Add(node, new Imported("Softmax", WorkKind.Softmax), scope.ShapeOf(scores), [scores], ".softmax");
        var values = v[0] == q[0] && v[1] == tokens ? value : scope.Add(node, new Imported("Expand", WorkKind.Free), new Shape(q[0], tokens, v[2]), [value], ".values");
        var mixed = scope.Add(node, new MatMul(), new Shape(q[0], q[1], v[2]), [scores, values]);
        scope.Bind(node, scope.View(node, mixed, scope.Tensors.Sample(node.Output), ".unview"));
    }

    private static int Count(OnnxNode node, string name, int fallback) => (int)Math.Clamp(node.Proto.Int(name, fallback), 1, 65536);

    /// <summary>(heads, tokens, features); the heads include the batch.</summary>
    private static int Heads(ImportScope scope, OnnxNode node, (int Layer, long[] Dims) tensor, int heads, string part)
    {
        var dims = tensor.Dims;
        if (dims.Length is not (3 or 4) || (dims.Length == 3 && dims[2] % heads != 0) || dims.Any(d => d is < 1 or > 1 << 24))
            throw node.Error($"its{part.Replace('.', ' ')} is {string.Join('x', dims)}; batch x tokens x features or batch x heads x tokens x features is read");
        var target = dims.Length == 4 && node.Op == "MultiHeadAttention" && dims[1] != heads && dims[2] == heads
            ? Sizes(node, [dims[0] * dims[2], dims[1], dims[3]])
            : dims.Length == 4 ? Sizes(node, [dims[0] * dims[1], dims[2], dims[3]]) : Sizes(node, [dims[0] * heads, dims[1], dims[2] / heads]);
        return scope.View(node, tensor.Layer, target, part);
    }

    private static Shape Sizes(OnnxNode node, long[] dims) => dims.All(d => d is >= 1 and <= int.MaxValue) ? new Shape([.. dims.Select(d => (int)d)])
        : throw node.Error($"a dimension of {string.Join('x', dims)} is out of range");
}
