using ISyNet.Graph;
using ISyNet.Graph.Weights;

namespace ISyNet.Training.Networks;

/// <summary>
/// Weights for a network that was grown from a trained one, so that it begins where the smaller one ended: what both have is
/// copied, what is new is drawn and does not disturb what is old (the idea of Net2Net, arXiv 1511.05641). Old channels take
/// nothing from new ones, kernels grow by zeros around, and a new block begins as the identity: with an added skip, because its branch
/// adds nothing; without one, because its convolutions pass on what they get (<see cref="IdentityBlocks"/>). A new block that is narrower inside than
/// outside, or joins its skip by concatenation, has to be learnt.
/// </summary>
public static class WeightInheritance
{
    /// <summary>Weights for <paramref name="target"/> from those of the network that it was grown from; layers are matched by name.</summary>
    /// <param name="target">The grown network.</param>
    /// <param name="weights">Weights of the smaller network.</param>
    /// <param name="seed">Decides what is drawn.</param>
    public static WeightSet Grow(Network target, WeightSet weights, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(weights);
        var drawn = WeightInitializer.Draw(target, seed);
        var zeroed = NewBranchScales(target, weights);
        var grown = new WeightSet(drawn.Names.Select(name => KeyValuePair.Create(name,
            zeroed.Contains(name) ? drawn[name] with { Values = new float[drawn[name].Values.Length] }
            : weights.Find(name) is { } old && old.Dims.Rank == drawn[name].Dims.Rank ? Grow(drawn[name], old)
            : drawn[name])));
        return IdentityBlocks.Apply(target, grown, layer => target.Parameters(layer).All(parameter => weights.Find($"{layer.Name}.{parameter.Name}") is null));
    }

    /// <summary>The batch-norm scales that end a new branch onto an added skip.</summary>
    private static HashSet<string> NewBranchScales(Network target, WeightSet weights) =>
        ResidualBranches.LastNorms(target).Select(norm => $"{norm.Name}.weight").Where(name => weights.Find(name) is null).ToHashSet(StringComparer.Ordinal);

    /// <summary>A convolution or linear weight is (out, in, …); everything else is a vector of channels.</summary>
    private static WeightTensor Grow(WeightTensor drawn, WeightTensor old)
    {
        var values = (float[])drawn.Values.Clone();
        int Dim(WeightTensor t, int d) => d < t.Dims.Rank ? t.Dims[d] : 1;
        var (oldOut, oldIn, oldH, oldW) = (Dim(old, 0), Dim(old, 1), Dim(old, 2), Dim(old, 3));
        var (newOut, newIn, newH, newW) = (Dim(drawn, 0), Dim(drawn, 1), Dim(drawn, 2), Dim(drawn, 3));
        for (var o = 0; o < Math.Min(oldOut, newOut); o++)
        {
            values.AsSpan(o * newIn * newH * newW, newIn * newH * newW).Clear();
            for (var i = 0; i < Math.Min(oldIn, newIn); i++)
            {
                for (var h = 0; h < newH; h++)
                {
                    for (var w = 0; w < newW; w++)
                    {
                        // Kernels share their centres.
                        var (oh, ow) = (h - ((newH - oldH) / 2), w - ((newW - oldW) / 2));
                        if (oh >= 0 && oh < oldH && ow >= 0 && ow < oldW)
                            values[(((((o * newIn) + i) * newH) + h) * newW) + w] = old.Values[(((((o * oldIn) + i) * oldH) + oh) * oldW) + ow];
                    }
                }
            }
        }

        return drawn with { Values = values };
    }
}
