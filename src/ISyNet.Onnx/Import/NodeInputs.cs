namespace ISyNet.Onnx.Import;

/// <summary>A stored tensor of an operator: the index of its input, its name, and whether it is trained.</summary>
internal readonly record struct WeightInput(int Index, string Name, bool Trained = true);

/// <summary>Finds the inputs of an operator that are its weights.</summary>
internal static class NodeInputs
{
    /// <summary>The weights of an operator; none for element-wise operators and operators that only move data.</summary>
    public static IReadOnlyList<WeightInput> Weights(OnnxNode node) => !node.IsStandard ? [] : node.Op switch
    {
        "Conv" or "FusedConv" or "ConvTranspose" or "NhwcConv" or "NhwcFusedConv" or "Gemm" or "FusedGemm" or "GemmFastGelu" or "ConvTransposeWithDynamicPads" => Named(0, 1, 2),
        "DeformConv" => Named(0, 1, 3),
        "ConvInteger" or "ConvIntegerToFloat" => Named(0, 1),
        "QLinearConv" => Named(0, 3, 8),
        "MatMul" or "FusedMatMul" or "TransposeMatMul" or "FusedMatMulActivation" or "MatMulInteger" => Named(0, 1),
        "QLinearMatMul" => Named(0, 3),
        "QGemm" => Named(0, 3, 6),
        "MatMulIntegerToFloat" => Named(0, 1, 6),
        "DynamicQuantizeMatMul" => Named(0, 1, 4),
        "MatMulNBits" or "MatMulBnb4" => Named(0, 1, 5),
        "Einsum" => Named(0, 1),
        "LSTM" or "GRU" or "RNN" or "DynamicQuantizeLSTM" => [new(1, "weight_ih"), new(2, "weight_hh"), new(3, "bias"), new(7, "weight_peephole")],
        "Attention" or "QAttention" or "LongformerAttention" when node.Domain.Length > 0 => [new(1, "weight"), new(2, "bias")],
        "MultiHeadAttention" => [new(3, "bias")],
        "MoE" or "QMoE" => [new(2, "weight1"), new(3, "bias1"), new(4, "weight2"), new(5, "bias2"), new(6, "weight3"), new(7, "bias3")],
        "BatchNormalization" => [new(1, "weight"), new(2, "bias"), new(3, "running_mean", Trained: false), new(4, "running_var", Trained: false)],
        "LayerNormalization" or "InstanceNormalization" or "GroupNormalization" or "GroupNorm" or "RMSNormalization" or "SimplifiedLayerNormalization" or "SkipGroupNorm" => [new(1, "weight"), new(2, "bias")],
        "SkipLayerNormalization" => [new(2, "weight"), new(3, "bias"), new(4, "bias2")],
        "SkipSimplifiedLayerNormalization" => [new(2, "weight"), new(3, "bias")],
        "EmbedLayerNormalization" => [new(2, "words"), new(3, "positions"), new(4, "segments"), new(5, "weight"), new(6, "bias")],
        "BiasGelu" or "FastGelu" or "BiasDropout" or "BiasAdd" or "BiasSplitGelu" => [new(1, "bias")],
        "PRelu" => [new(1, "weight")],
        "Gather" or "GatherBlockQuantized" => [new(0, "weight")],
        _ => [],
    };

    /// <summary>Inputs with indices, axes or shapes, which are not computed with.</summary>
    public static bool IsIndex(OnnxNode node, int index) => node.Op switch
    {
        "Gather" or "GatherND" or "GatherElements" or "Reshape" or "Expand" or "Tile" or "Slice" or "TopK" or "OneHot" or "ScatterND" or "ScatterElements" or "Resize" or "Upsample" or "Pad"
            or "RoiAlign" or "MaxRoiPool" => index > 0,
        "NonMaxSuppression" or "Shape" or "Size" => true,
        _ => false,
    };

    private static WeightInput[] Named(int other, int weight, int bias = -1) =>
        bias < 0 ? [new(other, "weight_left"), new(weight, "weight")] : [new(other, "weight_left"), new(weight, "weight"), new(bias, "bias")];
}
