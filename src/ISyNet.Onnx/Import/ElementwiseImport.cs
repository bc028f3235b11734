using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Onnx.Import;

/// <summary>Activations and element-wise functions of one, two or more tensors.</summary>
internal static class ElementwiseImport
{
    public static void Activation(ImportScope scope, OnnxNode node, ActivationKind kind)
    {
        if (scope.IsComputed(node.Input(0)))
            scope.Emit(node, new Activation(kind), scope.Layer(node.Input(0)));
        else
            MoveImport.Other(scope, node);
    }

    public static Action<ImportScope, OnnxNode> Importer(ElementwiseKind kind) => (scope, node) => Combine(scope, node, new Elementwise(kind, Constant(scope, node)));

    private static void Combine(ImportScope scope, OnnxNode node, Elementwise op)
    {
        // x * x reads one layer twice.
        var operands = node.Proto.Input.Where(scope.IsComputed).Select(scope.Layer).ToArray();
        if (operands.Length <= 1 && node.Proto.Input.Count == 1)
        {
            scope.Alias(node.Output, operands[0]);
            return;
        }

        var layer = operands[0];
        for (var i = 1; i < operands.Length - 1; i++)
            layer = scope.Add(node, op, Broadcast(scope, layer, operands[i]), [layer, operands[i]], $".{i}");
        if (operands.Length == 1)
            scope.Emit(node, op, layer);
        else
            scope.Emit(node, op, layer, operands[^1]);
    }

    // Broadcast operands with more than one number.
    private static Shape? Constant(ImportScope scope, OnnxNode node) =>
        node.Reads.FirstOrDefault(value => scope.Graph.IsConstant(value) && value.Length > 0 && ParameterLedger.IsTable(scope.Tensors, value)) is { } table
            ? new Shape([.. scope.Tensors.Dims(table).Select(dim => checked((int)dim))]) : null;

    private static Shape Broadcast(ImportScope scope, int left, int right) =>
        new Elementwise(ElementwiseKind.Other).OutputShape([scope.ShapeOf(left), scope.ShapeOf(right)]);
}
