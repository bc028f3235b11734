using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;

namespace ISyNet.Evaluators.Tests;

/// <summary>
/// Runs a batch through a network by plain loops in double precision: convolutions, batch norm on the batch's own statistics,
/// ReLU, sums, average pooling, linear layers. The judge of everything that libtorch computes.
/// </summary>
internal sealed class PlainNetwork(Network network, Func<string, double[]> weights)
{
    /// <summary>The outputs of all layers: layer, image, element.</summary>
    public double[][][] Run(double[][] images)
    {
        var outputs = new double[network.Layers.Length][][];
        for (var l = 0; l < outputs.Length; l++)
        {
            var layer = network.Layers[l];
            var x = layer.Op is Input ? images : outputs[layer.Inputs[0]];
            var from = layer.Op is Input ? network.Input : network.Layers[layer.Inputs[0]].Output;
            outputs[l] = layer.Op switch
            {
                Input => images,
                Conv conv => [.. x.Select(image => Convolve(image, from, conv, weights($"{layer.Name}.weight")))],
                BatchNorm norm => Normalise(x, from.Channels, norm.Epsilon, weights($"{layer.Name}.weight"), weights($"{layer.Name}.bias")),
                Activation => [.. x.Select(image => image.Select(v => Math.Max(0, v)).ToArray())],
                Elementwise => [.. x.Zip(outputs[layer.Inputs[1]], (a, b) => a.Zip(b, (u, v) => u + v).ToArray())],
                GlobalPool => [.. x.Select(image => image.Chunk(image.Length / from.Channels).Select(plane => plane.Average()).ToArray())],
                Flatten => x,
                Linear => [.. x.Select(image => Multiply(image, weights($"{layer.Name}.weight"), weights($"{layer.Name}.bias")))],
                _ => throw new NotSupportedException(layer.Op.Kind.ToString()),
            };
        }

        return outputs;
    }

    public double[][] Logits(double[][] images) => Run(images)[network.Outputs[0]];

    /// <summary>A parameter of a set of weights, as doubles.</summary>
    public static Func<string, double[]> From(WeightSet set) => name => [.. set[name].Values.Select(v => (double)v)];

    private static double[] Convolve(double[] x, Shape size, Conv conv, double[] weight)
    {
        var w = conv.Window;
        var (outH, outW) = w.Slide(size.Height, size.Width);
        var y = new double[conv.OutChannels * outH * outW];
        for (var i = 0; i < y.Length; i++)
        {
            var (o, row, column) = (i / (outH * outW), i / outW % outH, i % outW);
            for (var t = 0; t < size.Channels * w.KernelArea; t++)
            {
                var (c, kh, kw) = (t / w.KernelArea, t / w.KernelW % w.KernelH, t % w.KernelW);
                var (h, v) = ((row * w.StrideH) - w.PadTop + kh, (column * w.StrideW) - w.PadLeft + kw);
                if (h >= 0 && h < size.Height && v >= 0 && v < size.Width)
                    y[i] += x[(((c * size.Height) + h) * size.Width) + v] * weight[(o * size.Channels * w.KernelArea) + t];
            }
        }

        return y;
    }

    private static double[][] Normalise(double[][] x, int channels, double epsilon, double[] scale, double[] shift)
    {
        var y = x.Select(image => (double[])image.Clone()).ToArray();
        var area = x[0].Length / channels;
        for (var c = 0; c < channels; c++)
        {
            var values = x.SelectMany(image => image.Skip(c * area).Take(area)).ToArray();
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) + epsilon);
            foreach (var image in y)
            {
                for (var p = c * area; p < (c + 1) * area; p++)
                    image[p] = ((image[p] - mean) / deviation * scale[c]) + shift[c];
            }
        }

        return y;
    }

    private static double[] Multiply(double[] x, double[] weight, double[] bias) =>
        [.. bias.Select((b, o) => b + x.Select((v, i) => v * weight[(o * x.Length) + i]).Sum())];
}
