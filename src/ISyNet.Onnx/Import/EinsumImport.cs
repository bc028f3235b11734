using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>An Einstein sum of two tensors is a matrix product between two rearrangements; others are reductions.</summary>
internal static class EinsumImport
{
    public static void Einsum(ImportScope scope, OnnxNode node)
    {
        var equation = node.Proto.Text("equation").Replace(" ", "", StringComparison.Ordinal);
        var sides = equation.Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length != 2 || terms.Length != 2 || node.Proto.Input.Count != 2 || equation.Contains('.', StringComparison.Ordinal))
        {
            scope.Note(node, $"'{equation}' is no product of two tensors, costed as a reduction");
            scope.Emit(node, new Imported(node.Op, WorkKind.Reduction, node.Domain, node.Opset), scope.ComputedInputs(node));
            return;
        }

        var sizes = Sizes(scope, node, terms);
        var (left, right, result) = (terms[0], terms[1], sides[1]);
        var batch = Product(sizes, left.Where(c => right.Contains(c) && result.Contains(c)));
        var inner = Product(sizes, left.Where(c => right.Contains(c) && !result.Contains(c)));
        var rows = Product(sizes, left.Where(c => !right.Contains(c) && result.Contains(c)));
        var columns = Product(sizes, right.Where(c => !left.Contains(c) && result.Contains(c)));
        var a = Arrange(scope, node, 0, new Shape(batch, rows, inner));
        if (!scope.IsComputed(node.Input(1)) && batch == 1)
        {
            scope.Emit(node, new Linear(columns, Bias: false), scope.View(node, a, new Shape(rows, inner), ".rows"));
            return;
        }

        var product = scope.Add(node, new MatMul(), new Shape(batch, rows, columns), [a, Arrange(scope, node, 1, new Shape(batch, inner, columns))]);
        scope.Bind(node, scope.View(node, product, scope.Tensors.Sample(node.Output), ".unview"));
    }

    private static int Arrange(ImportScope scope, OnnxNode node, int index, Shape target)
    {
        var value = node.Input(index);
        if (!scope.IsComputed(value))
            return scope.Add(node, new Imported("Constant", WorkKind.Free), target, [], $".{index}");
        var layer = scope.Layer(value);
        return scope.ShapeOf(layer) == target ? layer : scope.Add(node, new Imported("Transpose", WorkKind.DataMove), target, [layer], $".{index}");
    }

    private static Dictionary<char, long> Sizes(ImportScope scope, OnnxNode node, string[] terms)
    {
        var sizes = new Dictionary<char, long>();
        for (var t = 0; t < terms.Length; t++)
        {
            var dims = scope.Tensors.Dims(node.Input(t));
            if (dims.Length != terms[t].Length)
                throw node.Error($"'{terms[t]}' names {terms[t].Length} dimensions, its input has {dims.Length}");
            for (var i = 0; i < dims.Length; i++)
                sizes[terms[t][i]] = Math.Max(dims[i], sizes.GetValueOrDefault(terms[t][i], 1));
        }

        return sizes;
    }

    private static int Product(Dictionary<char, long> sizes, IEnumerable<char> labels) =>
        (int)Math.Min(int.MaxValue, labels.Distinct().Aggregate(1.0, (product, label) => product * sizes[label]));
}
