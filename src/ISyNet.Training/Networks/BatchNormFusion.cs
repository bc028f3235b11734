using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Training.Networks;

/// <summary>
/// Computes the batch norms of a training in bfloat16 by <see cref="FusedBatchNorm"/>, each with the ReLU that alone reads it. What cannot be computed so, and
/// what does not train, is computed as before.
/// </summary>
internal static class BatchNormFusion
{
    /// <summary>Exchanges the functions of these layers.</summary>
    public static void Apply(
        Network network, ImmutableArray<ImmutableArray<int>> consumers, ParameterStore parameters, LearningRules rules, LayerFunction?[] functions)
    {
        for (var i = 0; i < functions.Length; i++)
        {
            var layer = network.Layers[i];
            if (layer.Op is not BatchNorm norm || rules.IsFrozen(layer))
                continue;
            int? relu = consumers[i] is [var reader] && !network.Outputs.Contains(i) && network.Layers[reader].Op is Activation { Function: ActivationKind.Relu }
                ? reader
                : null;
            functions[i] = Fused(layer, norm, relu is not null, parameters, functions[i]!);
            if (relu is { } next)
                functions[next] = ComputedBefore(functions[next]!);
        }
    }

    private static LayerFunction Fused(Layer layer, BatchNorm norm, bool relu, ParameterStore parameters, LayerFunction plain)
    {
        var (weight, bias) = (parameters[$"{layer.Name}.weight"], parameters[$"{layer.Name}.bias"]);
        var bounded = new BoundedNorm(
            new Bfloat16Columns(layer.Output.Channels), parameters[$"{layer.Name}.running_mean"], parameters[$"{layer.Name}.running_var"],
            norm.Epsilon, relu ? 0 : float.NegativeInfinity);
        return (x, pass) =>
        {
            if (pass.Training && FusedBatchNorm.CanTake(x[0], bounded))
                return FusedBatchNorm.apply(x[0], weight, bias, bounded);
            var output = plain(x, pass);
            return pass.Training && relu ? output.relu_() : output;
        };
    }

    private static LayerFunction ComputedBefore(LayerFunction plain) => (x, pass) => pass.Training ? x[0] : plain(x, pass);
}
