using ISyNet.Graph.Ops;

namespace ISyNet.Onnx.Import;

/// <summary>Turns one node of a file into layers.</summary>
internal static class NodeImporter
{
    public static bool Builds(OnnxNode node) => Find(node) is not null;

    public static void Import(ImportScope scope, OnnxNode node)
    {
        scope.Build(node, Find(node) ?? MoveImport.Other);
    }

    private static Action<ImportScope, OnnxNode>? Find(OnnxNode node) => node.IsCarried ? Loop(node) : !node.IsStandard ? null : node.Op switch
    {
        "Conv" or "FusedConv" or "ConvInteger" or "QLinearConv" or "DeformConv" => ConvImport.Conv,
        "ConvTranspose" => ConvImport.Transposed,

        "Gemm" or "FusedGemm" or "QGemm" => MatrixImport.Gemm,
        "MatMul" or "FusedMatMul" or "TransposeMatMul" or "FusedMatMulActivation" or "MatMulInteger" or "QLinearMatMul" or "MatMulIntegerToFloat" or "DynamicQuantizeMatMul" => MatrixImport.MatMul,
        "MatMulNBits" or "MatMulBnb4" or "GemmFastGelu" => MatrixImport.Packed,
        "Einsum" => EinsumImport.Einsum,
        "LSTM" or "GRU" or "RNN" or "DynamicQuantizeLSTM" => RecurrentImport.Recurrent,
        "Attention" when node.Domain.Length == 0 => AttentionImport.Attention,
        "MultiHeadAttention" or "GroupQueryAttention" => AttentionImport.Attention,
        "Attention" or "QAttention" => AttentionImport.Projected,

        "BatchNormalization" => NormImport.BatchNorm,
        "LayerNormalization" or "SimplifiedLayerNormalization" or "RMSNormalization" or "SkipLayerNormalization"
            or "SkipSimplifiedLayerNormalization" or "InstanceNormalization" or "GroupNormalization" or "GroupNorm" or "SkipGroupNorm" => NormImport.LayerNorm,
        "EmbedLayerNormalization" => NormImport.Embedded,

        "MaxPool" or "AveragePool" or "LpPool" or "QLinearAveragePool" => PoolImport.Pool,
        "GlobalAveragePool" or "GlobalMaxPool" or "QLinearGlobalAveragePool" => PoolImport.Global,
        "ReduceMean" or "ReduceMax" => PoolImport.Reduce,

        "Relu" => Activation(ActivationKind.Relu),
        "Clip" => Activation(ActivationKind.Relu6),
        "LeakyRelu" or "QLinearLeakyRelu" => Activation(ActivationKind.LeakyRelu),
        "PRelu" => Activation(ActivationKind.PRelu),
        "ThresholdedRelu" => Activation(ActivationKind.Relu),
        "Elu" or "Selu" or "Celu" => Activation(ActivationKind.Elu),
        "Sigmoid" or "QLinearSigmoid" => Activation(ActivationKind.Sigmoid),
        "HardSigmoid" => Activation(ActivationKind.HardSigmoid),
        "Swish" or "QuickGelu" => Activation(ActivationKind.Swish),
        "HardSwish" => Activation(ActivationKind.HardSwish),
        "Gelu" or "FastGelu" or "BiasGelu" => Activation(ActivationKind.Gelu),
        "Tanh" => Activation(ActivationKind.Tanh),
        "Mish" => Activation(ActivationKind.Mish),
        "Softplus" => Activation(ActivationKind.Softplus),

        "Add" or "Sum" or "QLinearAdd" => ElementwiseImport.Importer(ElementwiseKind.Add),
        "Sub" => ElementwiseImport.Importer(ElementwiseKind.Sub),
        "Mul" or "QLinearMul" => ElementwiseImport.Importer(ElementwiseKind.Mul),
        "Div" => ElementwiseImport.Importer(ElementwiseKind.Div),
        "Pow" or "Mod" or "Min" or "Max" or "Mean" or "And" or "Or" or "Xor" or "Equal" or "Greater" or "Less" or "GreaterOrEqual"
            or "LessOrEqual" or "BitShift" or "BitwiseAnd" or "BitwiseOr" or "BitwiseXor" => ElementwiseImport.Importer(ElementwiseKind.Other),

        "Identity" or "Dropout" => MoveImport.Same,
        "QuantizeLinear" or "DequantizeLinear" => MoveImport.NumberFormat,
        "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" => MoveImport.Reshape,
        "Transpose" => MoveImport.Transpose,
        "Expand" or "Tile" or "Pad" => MoveImport.Grow,
        "Concat" => MoveImport.Concat,
        "Split" => MoveImport.Split,
        _ => null,
    };

    private static Action<ImportScope, OnnxNode>? Loop(OnnxNode node) => node.Op switch
    {
        "Carried" => LoopImport.Carried,
        "Chosen" => LoopImport.Chosen,
        "Stack" => LoopImport.Stack,
        _ => null,
    };

    private static Action<ImportScope, OnnxNode> Activation(ActivationKind kind) =>
        (scope, node) => ElementwiseImport.Activation(scope, node, kind);
}
