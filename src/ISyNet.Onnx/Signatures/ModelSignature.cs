using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Signatures;

/// <summary>What a file says of itself: what goes in and what is done with it first, what comes out and what was done to it last.</summary>
/// <param name="Inputs">The inputs that a user gives, in the file's order.</param>
/// <param name="Outputs">The outputs, in the file's order.</param>
/// <param name="Metadata">The file's own entries.</param>
/// <param name="SuppressesBoxes">Whether boxes are suppressed inside: the model is a detector.</param>
public sealed record ModelSignature(
    ImmutableArray<InputSignature> Inputs, ImmutableArray<OutputSignature> Outputs, ImmutableSortedDictionary<string, string> Metadata, bool SuppressesBoxes)
{
    /// <summary>Reads a file; no weight is used but the few numbers that pictures meet first.</summary>
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

    // The runtimes' own operators carry it in their names too: EfficientNMS_TRT, MultiClassNMS.
    private static bool SuppressesBoxesAt(OnnxNode node) =>
        node.Op is "NonMaxSuppression" or "DetectionOutput" || node.Op.Contains("NMS", StringComparison.OrdinalIgnoreCase);
}
