using ISyNet.Graph.Ops;

namespace ISyNet.Onnx.Import;

/// <summary>The class of work of operators that are costed without their own kind of layer, of ONNX and ONNX Runtime.</summary>
internal static class OperatorTable
{
    public static WorkKind Work(OnnxNode node) => !node.IsStandard ? WorkKind.Unknown : node.Op switch
    {
        "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Identity" or "Dropout" or "Shape" or "Size" or "Constant"
            or "Optional" or "OptionalGetElement" => WorkKind.Free,

        "Transpose" or "Slice" or "DynamicSlice" or "Split" or "Concat" or "Gather" or "GatherElements" or "GatherND" or "Scatter"
            or "ScatterElements" or "ScatterND" or "TensorScatter" or "Pad" or "Tile" or "Expand" or "DepthToSpace" or "SpaceToDepth"
            or "ReverseSequence" or "Compress" or "Unique" or "NonZero" or "OneHot" or "EyeLike" or "Trilu" or "CenterCropPad"
            or "Col2Im" or "MaxUnpool" or "ConstantOfShape" or "Range" or "QLinearConcat" or "Crop" or "SequenceConstruct"
            or "SequenceAt" or "ConcatFromSequence" or "SplitToSequence" or "GatherBlockQuantized" or "QEmbedLayerNormalization" or "ReorderInput" or "ReorderOutput" or "QLinearWhere" => WorkKind.DataMove,

        "Abs" or "Acos" or "Acosh" or "Asin" or "Asinh" or "Atan" or "Atanh" or "Cast" or "CastLike" or "Ceil" or "Cos" or "Cosh"
            or "Exp" or "Floor" or "Erf" or "IsInf" or "IsNaN" or "Log" or "Neg" or "Not" or "Reciprocal" or "Round" or "Sign" or "Sin"
            or "Sinh" or "Sqrt" or "Tan" or "BitwiseNot" or "Where" or "Softsign" or "Shrink" or "QuantizeLinear" or "DequantizeLinear"
            or "DynamicQuantizeLinear" or "RandomNormalLike" or "RandomUniformLike" or "Bernoulli" or "Affine" or "ImageScaler"
            or "RotaryEmbedding" or "BitCast" or "BiasSplitGelu" or "BiasAdd" or "BiasDropout" or "NhwcFusedPad" or "Celu" or "RandomNormal" or "RandomUniform" or "SwiGLU" or "Binarizer" or "ParametricSoftplus"
            or "ScaledTanh" => WorkKind.Elementwise,

        "ReduceMean" or "ReduceSum" or "ReduceMax" or "ReduceMin" or "ReduceProd" or "ReduceL1" or "ReduceL2" or "ReduceLogSum"
            or "ReduceLogSumExp" or "ReduceSumSquare" or "ArgMax" or "ArgMin" or "TopK" or "CumSum" or "CumProd" or "NonMaxSuppression"
            or "GlobalLpPool" or "LpPool" or "QLinearReduceMean" or "Det" or "STFT" or "DFT" or "Rfft" or "Irfft" or "Multinomial" or "SoftmaxCrossEntropyLoss"
            or "NegativeLogLikelihoodLoss" => WorkKind.Reduction,

        "Softmax" or "LogSoftmax" or "Hardmax" or "LRN" or "LpNormalization" or "MeanVarianceNormalization"
            or "QLinearSoftmax" => WorkKind.Softmax,

        "Resize" or "Upsample" or "GridSample" or "RoiAlign" or "MaxRoiPool" or "AffineGrid" or "CropAndResize" => WorkKind.Resize,

        _ => WorkKind.Unknown,
    };
}
