using ISyNet.Graph.Ops;
using F = TorchSharp.torch.nn.functional;

namespace ISyNet.Training.Networks;

/// <summary>The element-wise functions of <see cref="ActivationKind"/>, with PyTorch's default slopes.</summary>
internal static class ActivationFunctions
{
    public static LayerFunction Create(ActivationKind function, bool inPlace) => function switch
    {
        ActivationKind.Relu when inPlace => (x, _) => x[0].relu_(),
        ActivationKind.Relu => (x, _) => F.relu(x[0]),
        ActivationKind.Relu6 => (x, _) => F.relu6(x[0]),
        ActivationKind.LeakyRelu => (x, _) => x[0].LeakyRelu(0.01),
        ActivationKind.PRelu => (x, _) => x[0].LeakyRelu(0.25),
        ActivationKind.Elu => (x, _) => x[0].Elu(),
        ActivationKind.Sigmoid => (x, _) => F.sigmoid(x[0]),
        ActivationKind.HardSigmoid => (x, _) => F.hardsigmoid(x[0]),
        ActivationKind.Swish => (x, _) => F.silu(x[0]),
        ActivationKind.HardSwish => (x, _) => F.hardswish(x[0]),
        ActivationKind.Gelu => (x, _) => F.gelu(x[0]),
        ActivationKind.Tanh => (x, _) => F.tanh(x[0]),
        ActivationKind.Mish => (x, _) => F.mish(x[0]),
        ActivationKind.Softplus => (x, _) => x[0].Softplus(),
        _ => throw new TrainingException($"the activation {function} cannot be trained"),
    };
}
