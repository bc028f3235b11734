using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Signatures;

/// <summary>The inputs of a model with the first operations on them, and its outputs with the last operations before them.</summary>
/// <param name="Inputs">The inputs, in the order of the file.</param>
/// <param name="Outputs">The outputs, in the order of the file.</param>
/// <param name="Metadata">The metadata of the file.</param>
/// <param name="SuppressesBoxes">Whether the model contains non-maximum suppression, so it is a detector.</param>
public sealed record ModelSignature(
    ImmutableArray<InputSignature> Inputs, ImmutableArray<OutputSignature> Outputs, ImmutableSortedDictionary<string, string> Metadata, bool SuppressesBoxes)
{
    /// <summary>Reads a file. Of its weights, only the few numbers of the first operations are used.</summary>
    /// <exception cref="GraphException">The file is no sound ONNX model; the message names it.</exception>
    public static ModelSignature Read(string path)
    {
        var model = OnnxFile.Read(path);
        try
        {
            ExternalData.LoadSmall(model.Graph, path);
            return FromModel(model);
        }
        catch (GraphException error)
        {
            throw new GraphException($"{path}: {ErrorText.OneLine(error.Message)}", error);
        }
    }

    internal static ModelSignature FromModel(ModelProto model)
    {
        var graph = OnnxGraph.Read(model);
        var flow = new ValueFlow(graph);
        return new ModelSignature(
            [.. graph.Inputs.Select(input => InputSignature.FromValue(graph, input))],
            [.. model.Graph.Output.Select(output => OutputSignature.FromValue(graph, flow, output))],
            model.MetadataProps.GroupBy(entry => entry.Key).ToImmutableSortedDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal),
            graph.Nodes.Any(SuppressesBoxesAt));
    }

    // Operators of other runtimes contain it in their names too: EfficientNMS_TRT, MultiClassNMS.
    private static bool SuppressesBoxesAt(OnnxNode node) =>
        node.Op is "NonMaxSuppression" or "DetectionOutput" || node.Op.Contains("NMS", StringComparison.OrdinalIgnoreCase);
}
