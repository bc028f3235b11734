using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Matrix products. With a constant matrix they become linear layers; with two computed tensors they stay products.</summary>
internal static class MatrixImport
{
    public static void Gemm(ImportScope scope, OnnxNode node)
    {
        var (left, right, bias) = node.Op == "QGemm" ? (node.Input(0), node.Input(3), node.Input(6)) : (node.Input(0), node.Input(1), node.Input(2));
        var (transposeLeft, transposeRight) = (node.Proto.Int("transA") != 0, node.Proto.Int("transB") != 0);
        var output = scope.Tensors.Dims(node.Output);
        var constantBias = bias.Length > 0 && !scope.IsComputed(bias);
        int layer;
        if (!scope.IsComputed(right))
        {
            var source = transposeLeft ? Matrix(scope, node, left, transpose: true, ".left") : AtLeastVector(scope, node, left);
            layer = scope.Add(node, new Linear(Size(node, output[1]), constantBias), transposeLeft ? Rows(node, output) : scope.Tensors.Sample(node.Output), [source]);
        }
        else if (!scope.IsComputed(left))
        {
            layer = FromLeft(scope, node, Matrix(scope, node, right, !transposeRight, ".right"), output);
        }
        else
        {
            var a = Matrix(scope, node, left, transposeLeft, ".left");
            var b = Matrix(scope, node, right, transposeRight, ".right");
            layer = scope.Add(node, new MatMul(), Rows(node, output), [a, b]);
        }

        layer = scope.View(node, layer, scope.Tensors.Sample(node.Output), ".unview");
        if (scope.IsComputed(bias))
            layer = scope.Add(node, new Elementwise(ElementwiseKind.Add), scope.ShapeOf(layer), [layer, scope.Layer(bias)], ".add");
        scope.Bind(node, layer);
    }

    public static void MatMul(ImportScope scope, OnnxNode node)
    {
        var (left, right) = (node.Input(0), node.Input(node.Op == "QLinearMatMul" ? 3 : 1));
        var (a, b, output) = (scope.Tensors.Dims(left), scope.Tensors.Dims(right), scope.Tensors.Dims(node.Output));
        var (turnLeft, turnRight) = (node.Proto.Int("transA") != 0 && a.Length > 1, node.Proto.Int("transB") != 0 && b.Length > 1);
        if (scope.IsComputed(left) && !scope.IsComputed(right) && b.Length > 0 && b[..^Math.Min(2, b.Length)].All(d => d == 1))
            ByConstant(scope, node, turnLeft ? Turned(scope, node, left, a, ".left") : AtLeastVector(scope, node, left), turnRight ? [b[^1], b[^2]] : b);
        else if (!scope.IsComputed(left) && scope.IsComputed(right) && a.Length == 2 && b.Length >= 2 && b[..^2].All(d => d == 1))
            scope.Bind(node, scope.View(node, FromLeft(scope, node, Matrix(scope, node, right, !turnRight, ".right"), output), scope.Tensors.Sample(node.Output), ".unview"));
        else
            scope.Emit(node, new MatMul(), Operand(left, a, turnLeft, ".left"), Operand(right, b, turnRight, ".right"));

        // A stack of constant matrices is no linear layer: the product reads it from a constant layer.
        int Operand(string value, long[] dims, bool turned, string part) =>
            !scope.IsComputed(value) ? scope.Add(node, new Imported("Constant", WorkKind.Free), Whole(node, turned ? [.. dims[..^2], dims[^1], dims[^2]] : dims), [], part)
            : turned ? Turned(scope, node, value, dims, part) : AtLeastMatrix(scope, node, value, dims, part);
    }

    /// <summary>A product with weights that are packed into bytes. The shape of the output gives the features.</summary>
    public static void Packed(ImportScope scope, OnnxNode node)
    {
        var output = scope.Tensors.Dims(node.Output);
        if (!scope.IsComputed(node.Input(0)) || output.Length == 0)
            throw node.Error("multiplies no computed tensor by its weights");
        ByConstant(scope, node, AtLeastVector(scope, node, node.Input(0)), [1, output[^1]]);
    }

    /// <summary>A computed tensor whose last two dimensions the product itself transposes.</summary>
    private static int Turned(ImportScope scope, OnnxNode node, string value, long[] dims, string part) =>
        scope.Add(node, new Imported("Transpose", WorkKind.Free), Whole(node, [.. Batches(dims), dims[^1], dims[^2]]), [scope.Layer(value)], part + ".transpose");

    private static long[] Batches(long[] dims) => dims.Length > 2 && dims[0] == 1 ? dims[1..^2] : dims[..^2];

    /// <summary>x W, with the bias of the following addition if only it reads the product.</summary>
    private static void ByConstant(ImportScope scope, OnnxNode node, int source, long[] weight)
    {
        var features = weight.Length == 1 ? 1 : Size(node, weight[^1]);
        var own = NodeInputs.Weights(node).Any(w => w.Name == "bias" && node.Input(w.Index).Length > 0);
        var sum = own ? null : Bias(scope, node, features);
        scope.Emit(node, new Linear(features, Bias: own || sum is not null), source);
        if (sum is null)
            return;
        scope.Fuse(sum);
        scope.Alias(sum.Output, scope.Layer(node.Output));
    }

    /// <summary>The addition of a constant vector that is the only reader of the product; null if there is none.</summary>
    private static OnnxNode? Bias(ImportScope scope, OnnxNode node, int features)
    {
        var readers = scope.Readers(node.Output).Take(2).ToArray();
        if (readers is not [{ Op: "Add", IsStandard: true } sum] || scope.IsOutput(node.Output) || sum.Proto.Input.Count != 2)
            return null;
        var other = sum.Input(0) == node.Output ? sum.Input(1) : sum.Input(0);
        return scope.Graph.IsConstant(other) && scope.Tensors.Knows(other) && scope.Tensors.Dims(other) is { Length: > 0 } dims
            && dims[^1] == features && dims[..^1].All(d => d == 1) ? sum : null;
    }

    /// <summary>W x, with x transposed.</summary>
    private static int FromLeft(ImportScope scope, OnnxNode node, int transposed, long[] output)
    {
        var linear = scope.Add(node, new Linear(Size(node, output[^2]), Bias: false), new Shape(Size(node, output[^1]), Size(node, output[^2])), [transposed]);
        return scope.Add(node, new Imported("Transpose", WorkKind.Free), Rows(node, output), [linear], ".transpose");
    }

    private static Shape Whole(OnnxNode node, long[] dims) => new([.. dims.Select(d => Size(node, d))]);

    private static int AtLeastVector(ImportScope scope, OnnxNode node, string value)
    {
        var layer = scope.Layer(value);
        return scope.ShapeOf(layer).Rank > 0 ? layer : scope.View(node, layer, Shape.Vector(1), ".view");
    }

    private static int AtLeastMatrix(ImportScope scope, OnnxNode node, string value, long[] dims, string part)
    {
        var layer = scope.Layer(value);
        var rank = scope.ShapeOf(layer).Rank;
        if (rank >= 2)
            return layer;
        return scope.View(node, layer, dims.Length >= 2 ? Rows(node, dims) : part == ".left" ? new Shape(1, Size(node, dims[0])) : new Shape(Size(node, dims[0]), 1), part);
    }

    private static int Matrix(ImportScope scope, OnnxNode node, string value, bool transpose, string part)
    {
        var dims = scope.Tensors.Dims(value);
        if (dims.Length < 2 || dims[..^2].Any(d => d != 1))
            throw node.Error($"'{value}' is {string.Join('x', dims)}, not a matrix");
        var layer = scope.View(node, scope.Layer(value), Rows(node, dims), part + ".view");
        return transpose ? scope.Add(node, new Imported("Transpose", WorkKind.Free), Rows(node, [dims[^1], dims[^2]]), [layer], part) : layer;
    }

    private static Shape Rows(OnnxNode node, long[] dims) => new([.. dims[^2..].Select(d => Size(node, d))]);

    private static int Size(OnnxNode node, long dim) => dim is >= 1 and <= int.MaxValue ? (int)dim : throw node.Error($"a dimension of its matrices is {dim}");
}
