using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// The door for foreign networks: any ONNX file becomes an <see cref="Network"/>. Shapes and constants come from ONNX Runtime;
/// weights are never read, only their dimensions, so files with external or missing weights are welcome.
/// </summary>
public static class NetworkImport
{
    private const int OldestOpset = 7;

    /// <summary>Reads a file. Deterministic; safe to call from several threads.</summary>
    /// <exception cref="GraphException">The file is not sound; one line names file, node, operator, opset and what to do.</exception>
    public static ImportedModel Load(string path, NetworkImportOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new NetworkImportOptions();
        var model = OnnxFile.Read(path);
        try
        {
            ExternalData.LoadSmall(model.Graph, path);
            options = options with { Name = options.Name ?? Path.GetFileNameWithoutExtension(path) };
            try
            {
                return Import(OnnxGraph.Read(model), options, cancellation);
            }
            catch (GraphException error) when (error is not ImportLimitException && SinglePrecision.Apply(model))
            {
                // ONNX Runtime has no kernels for some types; shapes do not depend on the precision.
                return Import(OnnxGraph.Read(model), options, cancellation);
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

    private static ImportedModel Import(OnnxGraph graph, NetworkImportOptions options, CancellationToken cancellation)
    {
        var binding = new InputBinding(graph, options.Input);
        var (tensors, notes) = Infer(graph, binding, cancellation);
        var scope = new ImportScope(graph, tensors, options.Name!);
        scope.Notes.AddRange(binding.Notes);
        scope.Notes.AddRange(notes);
        if (graph.Opset < OldestOpset)
            scope.Notes.Add(new ImportNote("", "", graph.Opset, $"opset {graph.Opset} is older than {OldestOpset}, the oldest that is known well"));
        foreach (var input in graph.Inputs)
            scope.AddInput(input.Name);
        foreach (var node in graph.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!node.Proto.Output.All(output => graph.IsConstant(output) || scope.IsComputed(output)))
                ImportNode(scope, node);
        }

        return new ImportedModel(scope.Build(), graph.Opset, [.. scope.Notes]);
    }

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

    private static (TensorTable Tensors, IReadOnlyList<ImportNote> Notes) Infer(OnnxGraph graph, InputBinding binding, CancellationToken cancellation)
    {
        try
        {
            return ShapeInference.Infer(graph, binding, standInForUnknown: false, cancellation);
        }
        catch (GraphException error) when (error is not ImportLimitException)
        {
            if (graph.Nodes.Any(ShapeInference.IsUnknown))
                return ShapeInference.Infer(graph, binding, standInForUnknown: true, cancellation);
            if (binding.ReplacesSize)
                throw new GraphException($"its input size is fixed and cannot be replaced: leave the input's shape out, or export it with free sizes ({error.Message})", error);
            throw binding.FixedBatch is { } batch
                ? new GraphException($"its fixed batch of {batch} cannot be made 1: export it with a batch of 1 or a free batch ({error.Message})", error)
                : error;
        }
    }
}
