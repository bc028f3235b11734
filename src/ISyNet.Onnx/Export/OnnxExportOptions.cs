using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Onnx.Export;

/// <summary>What an exported model contains besides the network.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>
    /// The normalisation of pixels, folded into the model (<see cref="Graph.Weights.NormalizationFolding"/>), which then takes raw pixels 0..255 as floats. Null: the model
    /// takes the input of the network.
    /// </summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Names of the classes, in the order of the logits; written as JSON under <see cref="OnnxMetadata.ClassNames"/>.</summary>
    public ImmutableArray<string> ClassNames { get; init; } = [];

    /// <summary>Additional metadata of the model.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether batch norm is folded into the layer before it.</summary>
    public bool FoldBatchNorm { get; init; } = true;

    /// <summary>The eight-bit form; null for float.</summary>
    public QuantizedForm? Quantization { get; init; }
}

/// <summary>Keys of an exported model's <c>metadata_props</c> (docs/onnx.md).</summary>
public static class OnnxMetadata
{
    /// <summary>Always <c>isynet.model/1</c>.</summary>
    public const string Format = "isynet.format";

    /// <summary>Value of <see cref="Format"/>.</summary>
    public const string FormatValue = "isynet.model/1";

    /// <summary>JSON list of class names, in the order of the logits.</summary>
    public const string ClassNames = "isynet.class_names";

    /// <summary>What the input expects, in words.</summary>
    public const string Input = "isynet.input";

    /// <summary>Name of the network.</summary>
    public const string Network = "isynet.network";
}
