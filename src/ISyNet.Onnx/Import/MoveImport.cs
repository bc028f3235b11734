using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Operators that move data, views, and operators that are costed by their class.</summary>
internal static class MoveImport
{
    /// <summary>An operator without its own kind of layer: its class of work, or a note that it is unknown.</summary>
    public static void Other(ImportScope scope, OnnxNode node)
    {
        if (OperatorTable.Work(node) is var work && work == WorkKind.Unknown)
            Unknown(scope, node);
        else
            scope.Emit(node, new Imported(node.Op, work, node.Domain, node.Opset), scope.ComputedInputs(node));
    }

    /// <summary>An operator that is unknown, or unknown in this form.</summary>
    public static void Unknown(ImportScope scope, OnnxNode node)
    {
        scope.Unknown(node);
        scope.Emit(node, new Imported(node.Op, WorkKind.Unknown, node.Domain, node.Opset), scope.ComputedInputs(node));
    }

    public static void Same(ImportScope scope, OnnxNode node) => scope.Bind(node, scope.Layer(node.Input(0)));

    /// <summary>
    /// QuantizeLinear followed only by DequantizeLinear marks the number format between two operators. Compilers turn such a pair into integer operators, so it costs nothing.
    /// Any other use is a real conversion.
    /// </summary>
    public static void NumberFormat(ImportScope scope, OnnxNode node)
    {
        var quantised = node.Op == "QuantizeLinear" ? node : scope.Graph.Writer(node.Input(0));
        if (scope.IsComputed(node.Input(0)) && quantised is { Op: "QuantizeLinear" } && !scope.IsOutput(quantised.Output)
            && scope.Readers(quantised.Output).Select(reader => reader.Op).Distinct().ToArray() is ["DequantizeLinear"])
            Same(scope, node);
        else
            Other(scope, node);
    }

    public static void Reshape(ImportScope scope, OnnxNode node)
    {
        if (scope.IsComputed(node.Input(0)))
            scope.Bind(node, scope.View(node, scope.Layer(node.Input(0)), scope.Tensors.Sample(node.Output), ""));
        else
            Other(scope, node);
    }

    public static void Transpose(ImportScope scope, OnnxNode node)
    {
        var dims = scope.Tensors.Dims(node.Input(0));
        var order = node.Proto.Ints("perm") ?? [.. Enumerable.Range(0, dims.Length).Select(i => (long)(dims.Length - 1 - i))];
        // Transposing dimensions of size 1 moves no data.
        var moved = order.Where(axis => dims[axis < 0 ? axis + dims.Length : axis] != 1).ToArray();
        if (moved.AsSpan().SequenceEqual(moved.Order().ToArray()))
            Reshape(scope, node);
        else
            Other(scope, node);
    }

    /// <summary>Expand, tile and pad without effect become no layer.</summary>
    public static void Grow(ImportScope scope, OnnxNode node)
    {
        if (scope.IsComputed(node.Input(0)) && scope.Tensors.Dims(node.Input(0)).SequenceEqual(scope.Tensors.Dims(node.Output)))
            Same(scope, node);
        else
            Other(scope, node);
    }

    public static void Concat(ImportScope scope, OnnxNode node)
    {
        var parts = node.Proto.Input.Where(scope.IsComputed).Select(scope.Layer).ToArray();
        var axis = scope.Tensors.SampleAxis(node.Output, node.Proto.Int("axis"));
        var whole = node.Proto.Input.All(scope.IsComputed) && axis >= 0 && parts.All(p => scope.ShapeOf(p).Rank == scope.Tensors.Sample(node.Output).Rank);
        if (parts.Length == 1 && node.Proto.Input.Count == 1)
            scope.Bind(node, parts[0]);
        else if (whole)
            scope.Emit(node, new Concat(axis), parts);
        else
            Other(scope, node);
    }

    /// <summary>Each part that is used is a separate move.</summary>
    public static void Split(ImportScope scope, OnnxNode node)
    {
        var source = scope.Layer(node.Input(0));
        for (var i = 0; i < node.Proto.Output.Count; i++)
        {
            var part = node.Proto.Output[i];
            if (part.Length > 0 && (scope.IsOutput(part) || scope.Readers(part).Any()))
                scope.Alias(part, scope.Add(node, new Imported(node.Op, WorkKind.DataMove, node.Domain, node.Opset), scope.Tensors.Sample(part), [source], $".{i}"));
        }
    }
}
