using ISyNet.Graph.Ops;

namespace ISyNet.Graph.Weights;

/// <summary>
/// Folds batch norm into the convolution or linear layer before it: with s = gamma / sqrt(variance + epsilon) per output,
/// w' = s w and b' = s (b - mean) + beta. Inference gives the same results, to rounding. A batch norm after any other layer,
/// or after a layer that others read too, is not folded.
/// </summary>
public static class BatchNormFolding
{
    /// <summary>Only the folded network, for counting and costing.</summary>
    public static Network Fold(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var owners = Owners(network);
        return network.Rebuilt((builder, i, inputs) =>
        {
            var layer = network.Layers[i];
            return owners[i] >= 0 ? inputs[0] : builder.Copy(owners.AsSpan(i).Contains(i) ? layer with { Op = WithBias(layer.Op) } : layer, inputs);
        });
    }

    /// <summary>The folded network and its weights.</summary>
    /// <exception cref="GraphException">A weight is missing or of another shape.</exception>
    public static (Network Network, WeightSet Weights) Fold(Network network, WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        weights.CheckAgainst(network);
        var owners = Owners(network);
        var tensors = new Dictionary<string, WeightTensor>(StringComparer.Ordinal);
        for (var i = 0; i < owners.Length; i++)
        {
            var layer = network.Layers[i];
            foreach (var parameter in owners[i] < 0 ? network.Parameters(layer) : [])
                tensors[$"{layer.Name}.{parameter.Name}"] = weights[layer, parameter.Name];
        }

        for (var i = 0; i < owners.Length; i++)
        {
            if (owners[i] >= 0)
                FoldInto(network.Layers[owners[i]], network.Layers[i], weights, tensors);
        }

        return (Fold(network), new WeightSet(tensors));
    }

    /// <summary>For each batch norm that can be folded, the layer that it is folded into; -1 for every other layer.</summary>
    private static int[] Owners(Network network)
    {
        var consumers = network.Consumers();
        var owners = new int[network.Layers.Length];
        for (var i = 0; i < owners.Length; i++)
        {
            var layer = network.Layers[i];
            var owner = layer.Op is BatchNorm ? layer.Inputs[0] : -1;
            var foldable = owner >= 0 && consumers[owner].Length == 1 && !network.Outputs.Contains(owner) && network.Layers[owner].Op switch
            {
                Conv or ConvTranspose => true,
                Linear => layer.Output.Rank == 1,
                _ => false,
            };
            owners[i] = foldable ? owner : -1;
        }

        return owners;
    }

    private static Op WithBias(Op op) => op switch
    {
        Conv conv => conv with { Bias = true },
        ConvTranspose conv => conv with { Bias = true },
        Linear linear => linear with { Bias = true },
        _ => op,
    };

    private static void FoldInto(Layer owner, Layer norm, WeightSet weights, Dictionary<string, WeightTensor> tensors)
    {
        var (gamma, beta) = (weights[norm, "weight"].Values, weights[norm, "bias"].Values);
        var (mean, variance) = (weights[norm, "running_mean"].Values, weights[norm, "running_var"].Values);
        var epsilon = ((BatchNorm)norm.Op).Epsilon;
        var scale = new double[gamma.Length];
        for (var c = 0; c < scale.Length; c++)
            scale[c] = gamma[c] / Math.Sqrt(variance[c] + epsilon);

        var weight = weights[owner, "weight"];
        var folded = new float[weight.Values.Length];
        // The output channel of an element: outermost, except in a transposed convolution (in, out/groups, height, width).
        var transposed = owner.Op as ConvTranspose;
        var inner = transposed is null ? folded.Length / scale.Length : weight.Dims[2] * weight.Dims[3];
        var (inPerGroup, outPerGroup) = transposed is null ? (1, 1) : (weight.Dims[0] / transposed.Groups, weight.Dims[1]);
        for (var i = 0; i < folded.Length; i++)
        {
            var block = i / inner;
            var channel = transposed is null ? block : (block / outPerGroup / inPerGroup * outPerGroup) + (block % outPerGroup);
            folded[i] = (float)(weight.Values[i] * scale[channel]);
        }

        var old = weights.Find($"{owner.Name}.bias")?.Values;
        var bias = new float[scale.Length];
        for (var c = 0; c < bias.Length; c++)
            bias[c] = (float)((((old?[c] ?? 0) - (double)mean[c]) * scale[c]) + beta[c]);
        tensors[$"{owner.Name}.weight"] = new WeightTensor(weight.Dims, folded);
        tensors[$"{owner.Name}.bias"] = new WeightTensor(Shape.Vector(bias.Length), bias);
    }
}
