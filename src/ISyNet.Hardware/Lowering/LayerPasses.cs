using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Lowering;

/// <summary>
/// Passes of the vector unit over the output for one element-wise layer, in vector instructions.
/// </summary>
/// <param name="Vector">At full lanes.</param>
/// <param name="Function">Of those, exponentials, logarithms, roots and divisions.</param>
/// <param name="Broadcast">With an operand per channel.</param>
internal readonly record struct LayerPasses(int Vector, int Function = 0, int Broadcast = 0)
{
    /// <summary>The passes of a layer; batch norm after a convolution is folded into its weights.</summary>
    public static LayerPasses Count(Layer layer, bool fused) => layer.Op switch
    {
        BatchNorm => fused ? default : new(0, Broadcast: 1),
        Activation activation => Count(activation.Function),
        Elementwise { Function: ElementwiseKind.Add or ElementwiseKind.Sub or ElementwiseKind.Mul } => new(1),
        Elementwise => new(2, 2),
        Imported { Work: WorkKind.Elementwise } => new(2, 2),
        Imported { Work: WorkKind.Unknown } => new(2),
        _ => throw WorkCounter.NotCosted(layer),
    };

    private static LayerPasses Count(ActivationKind function) => function switch
    {
        ActivationKind.Relu => new(1),
        ActivationKind.Relu6 => new(2),
        ActivationKind.LeakyRelu => new(2),
        ActivationKind.PRelu => new(1, Broadcast: 1),
        ActivationKind.HardSigmoid => new(3),
        ActivationKind.HardSwish => new(4),
        ActivationKind.Sigmoid => new(4, 2),
        ActivationKind.Swish => new(5, 2),
        ActivationKind.Elu => new(5, 1),
        ActivationKind.Tanh => new(6, 2),
        ActivationKind.Softplus => new(4, 2),
        ActivationKind.Gelu => new(8, 2),
        ActivationKind.Mish => new(10, 4),
        _ => new(4),
    };
}
