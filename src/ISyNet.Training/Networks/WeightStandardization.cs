using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>
/// Weight standardisation (arXiv 1903.10520, as the paper's release has it): a convolution works with
/// (w - mean) / (std + 5e-4), per output channel, the standard deviation unbiased. After training the standardised weights are
/// plain weights: <see cref="Fold"/>.
/// </summary>
internal static class WeightStandardization
{
    private const double Epsilon = 5e-4;

    /// <summary>The weights that a network trained with standardisation really works with.</summary>
    public static WeightSet Fold(Network network, WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        var convolutions = network.Layers.Where(layer => layer.Op is Conv).Select(layer => $"{layer.Name}.weight").ToHashSet(StringComparer.Ordinal);
        return new WeightSet(weights.Names.Select(name => KeyValuePair.Create(name, convolutions.Contains(name) ? Standardize(weights[name]) : weights[name])));
    }

    /// <summary>The same inside a training step, with gradients.</summary>
    internal static torch.Tensor Standardize(torch.Tensor weight)
    {
        var mean = weight.mean([1, 2, 3], keepdim: true);
        var std = weight.std([1, 2, 3], unbiased: true, keepdim: true);
        return weight.sub(mean).div(std.Plus(Epsilon));
    }

    private static WeightTensor Standardize(WeightTensor weight)
    {
        var values = new float[weight.Values.Length];
        var length = values.Length / weight.Dims[0];
        for (var start = 0; start < values.Length; start += length)
        {
            var channel = weight.Values.AsSpan(start, length);
            var (sum, squares) = (0.0, 0.0);
            foreach (var w in channel)
                sum += w;
            foreach (var w in channel)
                squares += (w - (sum / length)) * (w - (sum / length));
            var scale = 1 / (Math.Sqrt(squares / Math.Max(1, length - 1)) + Epsilon);
            for (var i = 0; i < length; i++)
                values[start + i] = (float)((channel[i] - (sum / length)) * scale);
        }

        return weight with { Values = values };
    }
}
