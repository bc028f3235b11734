using ISyNet.Graph;

namespace ISyNet.Onnx.Import;

/// <summary>The shapes of all values of a graph for one sample, and the assumptions that were needed.</summary>
/// <param name="Tensors">The shapes.</param>
/// <param name="Notes">The assumptions.</param>
internal sealed record BoundShapes(TensorTable Tensors, IReadOnlyList<ImportNote> Notes)
{
    /// <summary>
    /// Infers the shapes at the sizes that the file and the user give. If a size is free and the first guess does not fit the graph,
    /// others are tried. If the graph contains a batch size, the shapes are inferred with it and the batch is removed.
    /// </summary>
    /// <exception cref="GraphException">The graph has no shapes; the message says why and what to do.</exception>
    public static BoundShapes Infer(OnnxGraph graph, NetworkImportOptions options, CancellationToken cancellation)
    {
        var binding = new InputBinding(graph, options);
        try
        {
            return At(graph, options, binding, cancellation);
        }
        catch (GraphException error) when (error is not ImportLimitException && (Retry(graph, options, binding, cancellation) is { } other))
        {
            return other;
        }
        catch (GraphException error) when (error is not ImportLimitException)
        {
            throw binding.ReplacesSize
                ? new GraphException($"its input size is fixed and cannot be replaced: leave the input's shape out, or export it with free sizes ({error.Message})", error)
                : binding.HasAssumed
                ? new GraphException($"{error.Message} ({string.Join("; ", binding.Notes.Where(n => n.OpType.Length == 0).Select(n => n.ToString()).Take(2))})", error)
                : error;
        }
    }

    private static BoundShapes At(OnnxGraph graph, NetworkImportOptions options, InputBinding binding, CancellationToken cancellation)
    {
        var (tensors, notes) = Ask(graph, binding, cancellation);
        if (binding.Batch == 1)
        {
            return BakedBatch.In(graph, tensors) is { } held && WithBatch(graph, options, held, cancellation) is { } taken ? taken : new BoundShapes(tensors, [.. binding.Notes, .. notes]);
        }

        return BatchTrace.OneSample(graph, tensors, binding) is { } single
            ? new BoundShapes(single, [.. binding.Notes, .. notes])
            : new BoundShapes(tensors, [.. binding.Notes, new ImportNote("", "", 0, $"its batch of {binding.Batch} cannot be taken off: the whole batch is counted as one sample"), .. notes]);
    }

    /// <summary>The shapes with the batch size that the graph contains, if they are valid.</summary>
    private static BoundShapes? WithBatch(OnnxGraph graph, NetworkImportOptions options, long batch, CancellationToken cancellation)
    {
        try
        {
            var binding = new InputBinding(graph, options, freeBatch: batch);
            var (tensors, notes) = Ask(graph, binding, cancellation);
            return BatchTrace.OneSample(graph, tensors, binding) is { } single ? new BoundShapes(single, [.. binding.Notes, .. notes]) : null;
        }
        catch (GraphException error) when (error is not ImportLimitException)
        {
            return null;
        }
    }

    private static BoundShapes? Retry(OnnxGraph graph, NetworkImportOptions options, InputBinding binding, CancellationToken cancellation)
    {
        foreach (var batch in binding.Batch == 1 ? BakedBatch.Candidates(graph) : [])
        {
            if (WithBatch(graph, options, batch, cancellation) is { } found)
                return found;
        }

        foreach (var sizes in binding.HasAssumed ? FreeSizes.Others : [])
        {
            try
            {
                var other = new InputBinding(graph, options, sizes);
                return At(graph, options, other, cancellation);
            }
            catch (GraphException error) when (error is not ImportLimitException)
            {
                // The next size may fit.
            }
        }

        return null;
    }

    private static (TensorTable Tensors, IReadOnlyList<ImportNote> Notes) Ask(OnnxGraph graph, InputBinding binding, CancellationToken cancellation)
    {
        try
        {
            return ShapeInference.Infer(graph, binding, standInForUnknown: false, cancellation);
        }
        catch (GraphException error) when (error is not ImportLimitException && graph.Nodes.Any(ShapeInference.IsUnknown))
        {
            return ShapeInference.Infer(graph, binding, standInForUnknown: true, cancellation);
        }
    }
}
