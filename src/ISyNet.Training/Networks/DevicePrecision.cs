using ISyNet.Graph;
using ISyNet.Graph.Ops;
using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>
/// Training with bfloat16 products on a device: what follows a convolution stays bfloat16 wherever libtorch's kernels sum in float32 by themselves, so that as
/// little as possible passes over memory. Nothing changes where the network does not train.
/// </summary>
internal static class DevicePrecision
{
    public static LayerFunction Wrap(Op op, LayerFunction function) => op switch
    {
        Conv => MixedPrecision.Cast(function, torch.ScalarType.BFloat16),
        BatchNorm or Activation or Pool or Flatten or Reshape or Dropout or GlobalPool { Function: PoolKind.Average } => function,
        Concat or Elementwise { Function: ElementwiseKind.Add or ElementwiseKind.Mul } => MixedPrecision.SameType(function),
        _ => MixedPrecision.Cast(function, torch.ScalarType.Float32),
    };
}
