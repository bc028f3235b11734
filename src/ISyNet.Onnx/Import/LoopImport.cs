using ISyNet.Graph.Ops;

namespace ISyNet.Onnx.Import;

/// <summary>Nodes that replace branches and loops: results of a branch, values that pass from iteration to iteration, and results of all iterations stacked.</summary>
internal static class LoopImport
{
    public static void Carried(ImportScope scope, OnnxNode node)
    {
        if (scope.IsComputed(node.Input(0)))
            scope.Bind(node, scope.Layer(node.Input(0)));
        else
            scope.Emit(node, new Imported("Constant", WorkKind.Free));
    }

    /// <summary>The result of a branch, which depends on the condition.</summary>
    public static void Chosen(ImportScope scope, OnnxNode node)
    {
        if (scope.IsComputed(node.Input(0)) && scope.IsComputed(node.Input(1)))
            scope.Emit(node, new Imported("If", WorkKind.Free), scope.Layer(node.Input(0)), scope.Layer(node.Input(1)));
        else
            Carried(scope, node);
    }

    public static void Stack(ImportScope scope, OnnxNode node) =>
        scope.Emit(node, new Imported("Concat", WorkKind.DataMove), scope.Layer(node.Input(0)));

    /// <summary>One line for each loop: how often its body is counted, and why.</summary>
    public static IEnumerable<ImportNote> Notes(OnnxGraph graph, TensorTable tensors) =>
        graph.Nodes.SelectMany(node => node.Loops).Distinct().Select(loop =>
        {
            var rounds = loop.In(graph, tensors);
            return new ImportNote(loop.Loop.Name, loop.Loop.QualifiedOp, loop.Loop.Opset, rounds is { } known
                ? loop.Axis is null ? $"its body is counted as often as the file allows; {known} times" : $"its body is counted once for each step of its sequence; {known} times"
                : "its body is counted once: only a sample tells how often it runs");
        });
}
