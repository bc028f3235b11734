using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;

namespace ISyNet.Training.Networks;

/// <summary>The branches of a network that end in an added skip.</summary>
internal static class ResidualBranches
{
    /// <summary>The batch norms that end a branch onto an added skip: with scale 0 the block is the identity.</summary>
    public static IEnumerable<Layer> LastNorms(Network network)
    {
        foreach (var add in network.Layers.Where(l => l.Op is Elementwise { Function: ElementwiseKind.Add }))
        {
            var branch = network.Layers[add.Inputs[0]];
            if (branch.Op is Activation { Function: ActivationKind.Relu })
                branch = network.Layers[branch.Inputs[0]];
            if (branch.Op is BatchNorm)
                yield return branch;
        }
    }

    /// <summary>The weights with those scales at 0.</summary>
    public static WeightSet ZeroLastNorms(Network network, WeightSet weights)
    {
        var zeroed = LastNorms(network).Select(layer => $"{layer.Name}.weight").ToHashSet(StringComparer.Ordinal);
        return new WeightSet(weights.Names.Select(name => KeyValuePair.Create(
            name, zeroed.Contains(name) ? weights[name] with { Values = new float[weights[name].Values.Length] } : weights[name])));
    }
}
