using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using MathNet.Numerics.Distributions;

namespace ISyNet.Training.Networks;

/// <summary>
/// Makes the identity of new blocks without a skip: every convolution passes each channel on by a 1 at the centre of its kernel, and every batch norm restores the mean and
/// the variance that the channel has there. This works for blocks of convolutions, batch norms and ReLUs that keep the shape and are nowhere narrower than their input;
/// other blocks are left as they are.
/// </summary>
internal sealed class IdentityBlocks
{
    private readonly Network _network;
    private readonly Dictionary<string, WeightTensor> _weights;
    private readonly Dictionary<int, int> _sameAs = [];

    private IdentityBlocks(Network network, WeightSet weights) =>
        (_network, _weights) = (network, weights.Names.ToDictionary(name => name, name => weights[name], StringComparer.Ordinal));

    /// <summary>Weights in which those blocks are the identity.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="isNew">Whether a layer with weights is new.</param>
    public static WeightSet Apply(Network network, WeightSet weights, Func<Layer, bool> isNew)
    {
        var identities = new IdentityBlocks(network, weights);
        var blocks = Enumerable.Range(0, network.Layers.Length)
            .Where(i => network.Layers[i].Place is { Part: NetworkPart.Stage, Block: not null })
            .GroupBy(i => (network.Layers[i].Place!.Stage, network.Layers[i].Place!.Block));
        foreach (var block in blocks)
        {
            int[] layers = [.. block];
            if (layers.All(i => network.Parameters(network.Layers[i]).IsEmpty || isNew(network.Layers[i])))
                identities.Apply(layers);
        }

        return new WeightSet(identities._weights);
    }

    private void Apply(int[] block)
    {
        var input = _network.Layers[block[0]].Inputs[0];
        if (!IsChain(block, input))
            return;
        var channels = _network.Layers[input].Output.Channels;
        var statistics = Statistics(input);
        if (statistics is null && block.Any(i => _network.Layers[i].Op is BatchNorm))
            return;
        foreach (var i in block)
        {
            var layer = _network.Layers[i];
            if (layer.Op is Conv conv)
                Pass(layer, conv, channels);
            else if (layer.Op is BatchNorm norm)
                Restore(layer, norm, statistics!.Value, channels);
            _sameAs[i] = input;
        }
    }

    // Whether the block is a chain of layers that can be the identity on its input.
    private bool IsChain(int[] block, int input)
    {
        var (before, shape) = (input, _network.Layers[input].Output);
        foreach (var i in block)
        {
            var layer = _network.Layers[i];
            if (layer.Inputs.Length != 1 || layer.Inputs[0] != before || layer.Output.Height != shape.Height || layer.Output.Width != shape.Width)
                return false;
            var passes = layer.Op switch
            {
                Conv conv => conv.OutChannels >= shape.Channels && conv.Window is { StrideH: 1, StrideW: 1 } && conv.Window.KernelH % 2 == 1 && conv.Window.KernelW % 2 == 1
                    && (conv.Groups == 1 || conv.OutChannels == _network.Layers[before].Output.Channels),
                BatchNorm => true,
                Activation { Function: ActivationKind.Relu } => IsPositive(input),
                _ => false,
            };
            if (!passes)
                return false;
            before = i;
        }

        return _network.Layers[before].Output == shape;
    }

    private bool IsPositive(int layer) => _sameAs.TryGetValue(layer, out var same) ? IsPositive(same) : _network.Layers[layer].Op is Activation { Function: ActivationKind.Relu };

    private void Pass(Layer layer, Conv conv, int channels)
    {
        var weight = Copy($"{layer.Name}.weight");
        var (inputs, height, width) = (weight.Dims[1], weight.Dims[2], weight.Dims[3]);
        var (area, outputsOfGroup) = (height * width, conv.OutChannels / conv.Groups);
        for (var o = 0; o < channels; o++)
        {
            weight.Values.AsSpan(o * inputs * area, inputs * area).Clear();
            weight.Values[(((o * inputs) + (o - (o / outputsOfGroup * inputs))) * area) + (height / 2 * width) + (width / 2)] = 1;
        }

        if (conv.Bias)
            Copy($"{layer.Name}.bias").Values.AsSpan(0, channels).Clear();
    }

    private void Restore(Layer layer, BatchNorm norm, Moments moments, int channels)
    {
        var (scale, shift) = (Copy($"{layer.Name}.weight").Values, Copy($"{layer.Name}.bias").Values);
        var (mean, variance) = (Copy($"{layer.Name}.running_mean").Values, Copy($"{layer.Name}.running_var").Values);
        for (var c = 0; c < channels; c++)
        {
            (mean[c], variance[c]) = ((float)moments.Mean[c], (float)moments.Variance[c]);
            (scale[c], shift[c]) = ((float)Math.Sqrt(moments.Variance[c] + norm.Epsilon), (float)moments.Mean[c]);
        }
    }

    private WeightTensor Copy(string name) => _weights[name] = _weights[name] with { Values = [.. _weights[name].Values] };

    // After a batch norm, shift and scale are mean and deviation. A ReLU after it leaves those of a rectified normal distribution, if the channel was normal.
    private Moments? Statistics(int layer)
    {
        if (_sameAs.TryGetValue(layer, out var same))
            return Statistics(same);
        var rectified = _network.Layers[layer].Op is Activation { Function: ActivationKind.Relu };
        var norm = _network.Layers[rectified ? _network.Layers[layer].Inputs[0] : layer];
        if (norm.Op is not BatchNorm)
            return null;
        var (scale, shift) = (_weights[$"{norm.Name}.weight"].Values, _weights[$"{norm.Name}.bias"].Values);
        var (means, variances) = (new double[scale.Length], new double[scale.Length]);
        for (var c = 0; c < scale.Length; c++)
            (means[c], variances[c]) = rectified ? Rectified(shift[c], Math.Abs(scale[c])) : (shift[c], scale[c] * scale[c]);
        return new Moments(means, variances);
    }

    private static (double Mean, double Variance) Rectified(double mean, double deviation)
    {
        if (deviation < 1e-6)
            return (Math.Max(0, mean), 0);
        var z = mean / deviation;
        var (density, part) = (Normal.PDF(0, 1, z), Normal.CDF(0, 1, z));
        var first = (mean * part) + (deviation * density);
        var second = (((mean * mean) + (deviation * deviation)) * part) + (mean * deviation * density);
        return (first, Math.Max(0, second - (first * first)));
    }

    private readonly record struct Moments(double[] Mean, double[] Variance);
}
