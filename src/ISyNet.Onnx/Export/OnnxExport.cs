using System.Text.Encodings.Web;
using System.Text.Json;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Export;

/// <summary>
/// Writes a network as ONNX (opset 17, docs/onnx.md): input <c>input</c> and output <c>logits</c> with a free batch <c>N</c>.
/// </summary>
public static class OnnxExport
{
    private const int Opset = 17;
    private const int IrVersion = 8;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes network and weights. If it fails, no file is left.</summary>
    /// <exception cref="GraphException">
    /// A weight is missing or of another shape, a layer has no ONNX form, or the file cannot be written.
    /// </exception>
    public static void Write(string path, Network network, WeightSet weights, OnnxExportOptions? options = null) =>
        Write(path, network, weights, options, writer => writer.AddOutputs());

    /// <summary>Writes network and weights, with additional operations after the outputs of the network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="options">What the model carries besides.</param>
    /// <param name="addOutputs">Adds the computation, and declares the model's outputs.</param>
    /// <exception cref="GraphException">A weight is missing or of another shape, or a layer has no ONNX form.</exception>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    public static void Write(string path, Network network, WeightSet weights, OnnxExportOptions? options, Action<OnnxGraphWriter> addOutputs)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(addOutputs);
        options ??= new OnnxExportOptions();
        weights.CheckAgainst(network);
        if (options.FoldBatchNorm)
            (network, weights) = BatchNormFolding.Fold(network, weights);
        if (options.Normalization is { } normalization)
            (network, weights) = NormalizationFolding.Fold(network, weights, normalization);
        OnnxFile.Write(path, Model(network, weights, options, addOutputs));
    }

    /// <summary>Writes the network with zero weights that take no space, for tools that need only shapes.</summary>
    /// <exception cref="GraphException">A layer has no ONNX form, or the file cannot be written.</exception>
    public static void WriteShapesOnly(string path, Network network, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        options ??= new OnnxExportOptions();
        if (options.FoldBatchNorm)
            network = BatchNormFolding.Fold(network);
        if (options.Normalization is { } normalization)
            network = NormalizationFolding.Fold(network, normalization);
        OnnxFile.Write(path, Model(network, null, options, writer => writer.AddOutputs()));
    }

    private static ModelProto Model(Network network, WeightSet? weights, OnnxExportOptions options, Action<OnnxGraphWriter> addOutputs)
    {
        var writer = new OnnxGraphWriter(network, weights, options.Quantization);
        writer.AddInputs();
        foreach (var layer in network.Layers)
            OnnxLayerWriter.Add(writer, layer);
        addOutputs(writer);
        if (!options.ClassNames.IsDefaultOrEmpty && options.ClassNames.Length != network.Output.Channels)
            throw new GraphException($"there are {options.ClassNames.Length} class names for the {network.Output.Channels} logits of '{network.Name}'");
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "ISyNet for .NET",
            Graph = writer.Graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } },
        };
        var metadata = options.Metadata
            .SetItem(OnnxMetadata.Format, OnnxMetadata.FormatValue)
            .SetItem(OnnxMetadata.Network, network.Name)
            .SetItem(OnnxMetadata.Input, options.Normalization is null
                ? $"N x {network.Input}, float, normalised as in training"
                : $"N x {network.Input}, float, raw pixels 0..255, channels {(network.Input.Channels == 1 ? "grey" : "red green blue")}; the model normalises");
        if (!options.ClassNames.IsDefaultOrEmpty)
            metadata = metadata.SetItem(OnnxMetadata.ClassNames, JsonSerializer.Serialize(options.ClassNames, Readable));
        foreach (var (key, value) in metadata)
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }
}
