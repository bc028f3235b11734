using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// Imports any ONNX file as a <see cref="Network"/>. Shapes and constants come from ONNX Runtime. Only the dimensions of weights
/// are read, so the weights may be external or missing.
/// </summary>
public static class NetworkImport
{
    private const int OldestOpset = 7;

    /// <summary>Reads a file. Deterministic and thread-safe.</summary>
    /// <exception cref="GraphException">The file is not sound; one line names file, node, operator, opset and what to do.</exception>
    public static ImportedModel Load(string path, NetworkImportOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new NetworkImportOptions();
        var model = OnnxFile.Read(path);
        try
        {
            ExternalData.LoadSmall(model.Graph, path);
            options = options with { Name = options.Name ?? Path.GetFileNameWithoutExtension(path) };
            FunctionInlining.Apply(model);
            var (loops, notes) = SubgraphInlining.Apply(model, options, cancellation);
            // Constants in branches and bodies may be external too.
            ExternalData.LoadSmall(model.Graph, path);
            try
            {
                return Import(OnnxGraph.Read(model, loops), options, notes, cancellation);
            }
            catch (GraphException error) when (error is not ImportLimitException && SinglePrecision.Apply(model))
            {
                // ONNX Runtime has no kernels for some types, and shapes do not depend on the precision.
                return Import(OnnxGraph.Read(model, loops), options, notes, cancellation);
            }
        }
        catch (GraphException error)
        {
            throw new GraphException($"{path}: {ErrorText.OneLine(error.Message)}", error);
        }
        catch (Exception error) when (error is OverflowException or ArgumentException or IndexOutOfRangeException or InvalidOperationException
            or IOException or UnauthorizedAccessException)
        {
            throw new GraphException($"{path}: is no sound ONNX model: {ErrorText.OneLine(error.Message)}", error);
        }
    }

    private static ImportedModel Import(OnnxGraph graph, NetworkImportOptions options, IReadOnlyList<ImportNote> before, CancellationToken cancellation)
    {
        var bound = BoundShapes.Infer(graph, options, cancellation);
        var scope = new ImportScope(graph, bound.Tensors, options.Name!);
        if (graph.Opset < OldestOpset)
            scope.Notes.Add(new ImportNote("", "", graph.Opset, $"opset {graph.Opset} is older than {OldestOpset}, the oldest that ONNX Runtime reads: look at the shapes, or convert the file to a newer one"));
        foreach (var input in graph.Inputs)
            scope.AddInput(input.Name);
        foreach (var node in graph.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!node.Proto.Output.All(output => graph.IsConstant(output) || scope.IsComputed(output)))
                ImportNode(scope, node);
        }

        return new ImportedModel(scope.Build(),
            [.. NotesByKind([.. bound.Notes, .. before, .. LoopImport.Notes(graph, bound.Tensors), .. scope.Notes, .. scope.UnknownNotes()])]);
    }

    // One line for each kind: a note about many nodes names the first one and their number. The part after a semicolon is about this node only.
    private static IEnumerable<ImportNote> NotesByKind(IEnumerable<ImportNote> notes) =>
        notes.GroupBy(note => (note.OpType, note.Opset, note.OpType.Length == 0 ? note.ToString() : note.Message.Split(';')[0])).Select(alike =>
            alike.Count() == 1 ? alike.First() : alike.First() with { Message = $"{alike.First().Message} (likewise of {alike.Count() - 1} more nodes)" });

    private static void ImportNode(ImportScope scope, OnnxNode node)
    {
        try
        {
            NodeImporter.Import(scope, node);
        }
        catch (GraphException error) when (!error.Message.StartsWith("node '", StringComparison.Ordinal))
        {
            throw node.Error(error.Message, error);
        }
        catch (Exception error) when (error is OverflowException or ArgumentException or IndexOutOfRangeException or KeyNotFoundException)
        {
            throw node.Error($"its inputs do not fit: {error.Message}", error);
        }
    }
}
