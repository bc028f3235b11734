using System.Collections.Immutable;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Lowering;

/// <summary>Kinds of operations that may cost a device in their own way. If no measured network has a kind, the measurements say nothing about it.</summary>
internal static class NetworkTraits
{
    /// <summary>The traits of a network, sorted: <c>grouped convolution</c>, <c>split</c>, <c>prelu</c> and the like.</summary>
    public static ImmutableArray<string> Find(LoweredNetwork lowered)
    {
        ArgumentNullException.ThrowIfNull(lowered);
        var traits = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var operation in lowered.Operations)
        {
            if (Name(operation) is { } name)
                traits.Add(name);
        }

        foreach (var layer in lowered.Network.Layers)
        {
            if (layer.Op is Activation { Function: not ActivationKind.Relu } activation)
                traits.Add(Factor(activation).Kind);
            else if (layer.Op is Conv { Window: { KernelH: > 7 } or { KernelW: > 7 } })
                traits.Add("kernels beyond 7x7");
        }

        return [.. traits];
    }

    /// <summary>The traits of several networks.</summary>
    internal static ImmutableArray<string> OfAll(IEnumerable<LoweredNetwork> networks) =>
        [.. networks.Distinct().SelectMany(network => Find(network)).Distinct().Order(StringComparer.Ordinal)];

    // Swish is x times the sigmoid of x. Most files spell it out, and then only the sigmoid is seen, so that is its trait; hard swish alike.
    private static Activation Factor(Activation activation) => activation.Function switch
    {
        ActivationKind.Swish => activation with { Function = ActivationKind.Sigmoid },
        ActivationKind.HardSwish => activation with { Function = ActivationKind.HardSigmoid },
        _ => activation,
    };

    private static string? Name(LoweredOperation operation) => (operation.Class, operation.Move) switch
    {
        (OpClass.GroupConv, _) => "grouped convolution",
        (OpClass.DepthwiseConv, _) => "depthwise convolution",
        (OpClass.MatMul, _) => "product of computed tensors",
        (OpClass.Normalisation, _) => "soft-max or normalisation over features",
        (OpClass.Broadcast, _) => "scale per channel",
        (OpClass.Resize, _) => "change of resolution",
        (OpClass.Unknown, _) => "unknown operations",
        (OpClass.DataMove, MoveKind.Split) => operation.MovesAligned ? "split" : "split within blocks of channels",
        (OpClass.DataMove, MoveKind.Transpose) => "transpose",
        (OpClass.DataMove, _) when !operation.IsFree => operation.MovesAligned ? "concat that moves" : "concat within blocks of channels",
        _ => null,
    };
}
