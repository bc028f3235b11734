using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Batch, layer, instance and group normalisation.</summary>
internal static class NormImport
{
    public static void BatchNorm(ImportScope scope, OnnxNode node)
    {
        var dims = scope.Tensors.Dims(node.Input(0));
        var op = new BatchNorm(node.Proto.Float("epsilon", 1e-5f));
        var source = scope.Layer(node.Input(0));
        if (dims.Length < 3 || dims[0] == 1)
            scope.Emit(node, op, source);
        else
            scope.Emit(node, op, source, Windows.Map(node, dims), Windows.Map(node, dims));
    }

    /// <summary>Normalisation of each sample. With a fused residual, it becomes an addition and a normalisation.</summary>
    public static void LayerNorm(ImportScope scope, OnnxNode node)
    {
        var source = scope.Layer(node.Input(0));
        var sample = scope.Tensors.Sample(node.Output);
        if (node.Op.StartsWith("Skip", StringComparison.Ordinal) && scope.IsComputed(node.Input(1)))
            source = scope.Add(node, new Elementwise(ElementwiseKind.Add), sample, [source, scope.Layer(node.Input(1))], ".add");
        var overChannels = node.Op is "InstanceNormalization" or "GroupNormalization";
        // Use (rows, features): three dimensions would be taken for a feature map.
        var view = sample.IsMap && !overChannels ? new Shape(checked(sample[0] * sample[1]), sample[2]) : sample;
        scope.Emit(node, new LayerNorm(node.Proto.Float("epsilon", 1e-5f)), source, view, view);
    }

    /// <summary>The sum of word, position and segment embeddings, normalised: a look-up and a normalisation.</summary>
    public static void Embedded(ImportScope scope, OnnxNode node)
    {
        var found = scope.Add(node, new Imported("Gather", WorkKind.DataMove), scope.Tensors.Sample(node.Output), scope.ComputedInputs(node), ".words");
        scope.Emit(node, new LayerNorm(node.Proto.Float("epsilon", 1e-5f)), found);
    }
}
