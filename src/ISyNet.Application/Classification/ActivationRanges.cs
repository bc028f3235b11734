using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Onnx.Export;
using ISyNet.Onnx.Proto;
using ISyNet.Runtime;

namespace ISyNet.Application.Classification;

/// <summary>The ranges of a network's activations on real images, measured by ONNX Runtime.</summary>
internal static class ActivationRanges
{
    /// <summary>The smallest and the largest output of each layer, by its name in the exported model.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="normalization">The normalisation of pixels.</param>
    /// <param name="images">The images; all of them are run.</param>
    /// <param name="progress">Receives the number of finished images.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static ImmutableSortedDictionary<string, ValueRange> Measure(
        Network network, WeightSet weights, Normalization normalization, ImageSet images, IProgress<int>? progress, CancellationToken cancellation)
    {
        var file = Path.Combine(Path.GetTempPath(), $"isynet-{Path.GetRandomFileName()}.onnx");
        try
        {
            ImmutableArray<string> layers = [];
            OnnxExport.Write(file, network, weights, new OnnxExportOptions { Normalization = normalization }, writer => layers = AddRanges(writer));
            using var model = OnnxModel.Open(file);
            var values = model.Logits(images, progress, cancellation);
            var ranges = layers.ToImmutableSortedDictionary(layer => layer, _ => new ValueRange(float.PositiveInfinity, float.NegativeInfinity), StringComparer.Ordinal).ToBuilder();
            for (var i = 0; i < values.Length; i += 2)
            {
                var layer = layers[i / 2 % layers.Length];
                ranges[layer] = float.IsFinite(values[i]) && float.IsFinite(values[i + 1])
                    ? ranges[layer].With(new ValueRange(values[i], values[i + 1]))
                    : throw new ISyNetException($"layer '{layer}' of {network.Name} gives values that are not numbers: it cannot be quantised");
            }

            return ranges.ToImmutable();
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>One output: for each image, the smallest and the largest value of every layer.</summary>
    private static ImmutableArray<string> AddRanges(OnnxGraphWriter writer)
    {
        var layers = writer.Network.Layers;
        var parts = new List<string>();
        for (var i = 0; i < layers.Length; i++)
        {
            var flat = writer.AddNode("Flatten", $"range.{i}.flat", [writer.ValueOf(i)], new OnnxAttribute("axis", 1));
            foreach (var bound in (string[])["ReduceMin", "ReduceMax"])
                parts.Add(writer.AddNode(bound, $"range.{i}.{bound}", [flat], new OnnxAttribute("axes", [1L]), new OnnxAttribute("keepdims", 1)));
        }

        writer.AddOutput(writer.AddNode("Concat", "ranges", parts, new OnnxAttribute("axis", 1)), OnnxDataType.Float, "N", parts.Count);
        return [.. layers.Select(layer => layer.Name)];
    }
}
