using ISyNet.Graph.Ops;

namespace ISyNet.Hardware;

/// <summary>
/// Passes of the vector unit over the output for one element-wise layer: the number of vector instructions that the function
/// takes (exponential, reciprocal and root count as one instruction each, as on Ascend's vector unit).
/// </summary>
internal static class LayerPasses
{
    public static int Of(ActivationKind function) => function switch
    {
        ActivationKind.Relu => 1,
        ActivationKind.Relu6 => 2,
        ActivationKind.LeakyRelu => 2,
        ActivationKind.HardSigmoid => 3,
        ActivationKind.HardSwish => 4,
        ActivationKind.Sigmoid => 4,
        ActivationKind.Swish => 5,
        ActivationKind.Elu => 5,
        ActivationKind.Tanh => 6,
        ActivationKind.Softplus => 4,
        ActivationKind.Gelu => 8,
        ActivationKind.Mish => 10,
        _ => throw new DeviceException($"the activation {function} has no cost yet: give it its passes in LayerPasses (docs/adding-an-operation.md)"),
    };

    public static int Of(ElementwiseKind function) => function switch
    {
        ElementwiseKind.Add or ElementwiseKind.Sub or ElementwiseKind.Mul => 1,
        ElementwiseKind.Div or ElementwiseKind.Other => 2,
        _ => throw new DeviceException($"the element-wise operation {function} has no cost yet: give it its passes in LayerPasses (docs/adding-an-operation.md)"),
    };
}
