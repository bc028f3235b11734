using System.Collections.Immutable;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Kernels;

/// <summary>Which layers a runtime computes in one kernel, and the memory layout of its tensors.</summary>
/// <param name="Activations">Functions that run inside the convolution before them.</param>
/// <param name="ResidualWithActivation">Whether a sum of a convolution and another tensor runs inside the convolution when one of the activations follows.</param>
/// <param name="Residual">Whether it does without an activation too.</param>
/// <param name="ChannelsLast">
/// Whether maps lie with their channels last. Reshaping a transposed tensor then leaves them first, and what follows runs on other kernels.
/// </param>
public sealed record RuntimeRules(ImmutableArray<ActivationKind> Activations, bool ResidualWithActivation, bool Residual, bool ChannelsLast)
{
    /// <summary>
    /// Channels that the runtime's kernels for processors keep together: maps lie in blocks of so many, and what cannot work on blocks is preceded by a reorder
    /// (<see cref="BlockedCutting"/>). 0 where there are no blocks.
    /// </summary>
    public int ChannelBlock { get; init; }

    /// <summary>PyTorch, channels last, with cuDNN's fused convolutions: ReLU, and a sum before it.</summary>
    public static RuntimeRules PyTorch { get; } = new([ActivationKind.Relu], ResidualWithActivation: true, Residual: false, ChannelsLast: true);

    /// <summary>ONNX Runtime's kernels for processors: activations of one operator, and sums with or without ReLU.</summary>
    public static RuntimeRules OnnxRuntime { get; } = new(
        [ActivationKind.Relu, ActivationKind.Relu6, ActivationKind.LeakyRelu, ActivationKind.Sigmoid, ActivationKind.Tanh, ActivationKind.HardSigmoid],
        ResidualWithActivation: true, Residual: true, ChannelsLast: false);
}
