using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;

namespace ISyNet.Onnx.Tests;

/// <summary>The plainest possible evaluation of a network on one sample, in double precision: the judge of exports.</summary>
internal static class ReferenceInterpreter
{
    public static double[] Run(Network network, WeightSet weights, double[] sample)
    {
        var values = new double[network.Layers.Length][];
        for (var i = 0; i < values.Length; i++)
        {
            var layer = network.Layers[i];
            var x = layer.Inputs.Select(input => values[input]).ToArray();
            var shapes = network.InputShapes(layer);
            values[i] = layer.Op switch
            {
                Input => sample,
                Conv op => Conv(op, x[0], shapes[0], layer.Output, Of("weight")!, Of("bias")),
                ConvTranspose op => ConvTranspose(op, x[0], shapes[0], layer.Output, Of("weight")!, Of("bias")),
                BatchNorm op => BatchNorm(op, x[0], shapes[0].Channels, Of("weight")!, Of("bias")!, Of("running_mean")!, Of("running_var")!),
                Linear op => Linear(op, x[0], Of("weight")!, Of("bias")),
                Activation op => [.. x[0].Select(v => Activate(op.Function, v))],
                Pool op => Pool(op, x[0], shapes[0], layer.Output),
                GlobalPool op => [.. x[0].Chunk(shapes[0].Height * shapes[0].Width).Select(c => op.Function == PoolKind.Max ? c.Max() : c.Average())],
                Elementwise op => Combine(op.Function, x[0], shapes[0], x[1], shapes[1], layer.Output),
                Concat { Axis: 0 } => [.. x.SelectMany(v => v)],
                Flatten or Reshape or Dropout => x[0],
                _ => throw new NotSupportedException(layer.Op.Kind),
            };

            float[]? Of(string parameter) => weights.Find($"{layer.Name}.{parameter}")?.Values;
        }

        return values[network.Outputs[0]];
    }

    private static double[] Conv(Conv op, double[] x, Shape from, Shape to, float[] weight, float[]? bias)
    {
        var y = new double[to.Elements];
        var (inGroup, outGroup, w) = (from.Channels / op.Groups, op.OutChannels / op.Groups, op.Window);
        for (var i = 0; i < y.Length; i++)
            y[i] = bias?[i / (to.Height * to.Width)] ?? 0;
        for (var o = 0; o < to.Channels; o++)
            for (var c = 0; c < inGroup; c++)
                for (var kh = 0; kh < w.KernelH; kh++)
                    for (var kw = 0; kw < w.KernelW; kw++)
                    {
                        var factor = weight[(((((o * inGroup) + c) * w.KernelH) + kh) * w.KernelW) + kw];
                        for (var h = 0; h < to.Height; h++)
                        {
                            var row = (h * w.StrideH) + (kh * w.DilationH) - w.PadTop;
                            if (row < 0 || row >= from.Height)
                                continue;
                            var source = ((((o / outGroup * inGroup) + c) * from.Height) + row) * from.Width;
                            for (var v = 0; v < to.Width; v++)
                            {
                                var column = (v * w.StrideW) + (kw * w.DilationW) - w.PadLeft;
                                if (column >= 0 && column < from.Width)
                                    y[(((o * to.Height) + h) * to.Width) + v] += factor * x[source + column];
                            }
                        }
                    }

        return y;
    }

    private static double[] ConvTranspose(ConvTranspose op, double[] x, Shape from, Shape to, float[] weight, float[]? bias)
    {
        var y = new double[to.Elements];
        var (inGroup, outGroup, w) = (from.Channels / op.Groups, op.OutChannels / op.Groups, op.Window);
        for (var i = 0; i < y.Length; i++)
            y[i] = bias?[i / (to.Height * to.Width)] ?? 0;
        for (var c = 0; c < from.Channels; c++)
            for (var h = 0; h < from.Height; h++)
                for (var v = 0; v < from.Width; v++)
                    for (var o = 0; o < outGroup; o++)
                        for (var kh = 0; kh < w.KernelH; kh++)
                            for (var kw = 0; kw < w.KernelW; kw++)
                            {
                                var (row, column) = ((h * w.StrideH) + (kh * w.DilationH) - w.PadTop, (v * w.StrideW) + (kw * w.DilationW) - w.PadLeft);
                                if (row >= 0 && row < to.Height && column >= 0 && column < to.Width)
                                    y[((((c / inGroup * outGroup) + o) * to.Height) + row) * to.Width + column] += x[(((c * from.Height) + h) * from.Width) + v] * weight[(((((c * outGroup) + o) * w.KernelH) + kh) * w.KernelW) + kw];
                            }

        return y;
    }

    private static double[] BatchNorm(BatchNorm op, double[] x, int channels, float[] gamma, float[] beta, float[] mean, float[] variance)
    {
        var size = x.Length / channels;
        return [.. x.Select((value, i) => ((value - mean[i / size]) / Math.Sqrt(variance[i / size] + op.Epsilon) * gamma[i / size]) + beta[i / size])];
    }

    private static double[] Linear(Linear op, double[] x, float[] weight, float[]? bias)
    {
        var features = weight.Length / op.OutFeatures;
        return [.. x.Chunk(features).SelectMany(row => Enumerable.Range(0, op.OutFeatures).Select(o =>
            (bias?[o] ?? 0) + row.Select((value, i) => value * weight[(o * features) + i]).Sum()))];
    }

    private static double Activate(ActivationKind function, double x) => function switch
    {
        ActivationKind.Relu => Math.Max(x, 0),
        ActivationKind.Relu6 => Math.Clamp(x, 0, 6),
        ActivationKind.LeakyRelu => x > 0 ? x : 0.01 * x,
        ActivationKind.PRelu => x > 0 ? x : 0.25 * x,
        ActivationKind.Elu => x > 0 ? x : Math.Exp(x) - 1,
        ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
        ActivationKind.HardSigmoid => Math.Clamp((x / 6) + 0.5, 0, 1),
        ActivationKind.Swish => x / (1 + Math.Exp(-x)),
        ActivationKind.HardSwish => x * Math.Clamp((x / 6) + 0.5, 0, 1),
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.Softplus => Math.Log(1 + Math.Exp(x)),
        ActivationKind.Mish => x * Math.Tanh(Math.Log(1 + Math.Exp(x))),
        _ => throw new NotSupportedException($"{function}"),
    };

    private static double[] Pool(Pool op, double[] x, Shape from, Shape to)
    {
        var y = new double[to.Elements];
        var w = op.Window;
        for (var i = 0; i < y.Length; i++)
        {
            var (c, h, v) = (i / (to.Height * to.Width), i / to.Width % to.Height, i % to.Width);
            var seen = new List<double>();
            for (var k = 0; k < w.KernelArea; k++)
            {
                var (row, column) = ((h * w.StrideH) + (k / w.KernelW) - w.PadTop, (v * w.StrideW) + (k % w.KernelW) - w.PadLeft);
                if (row >= 0 && row < from.Height && column >= 0 && column < from.Width)
                    seen.Add(x[(((c * from.Height) + row) * from.Width) + column]);
            }

            y[i] = op.Function == PoolKind.Max ? seen.Max() : seen.Sum() / w.KernelArea;
        }

        return y;
    }

    private static double[] Combine(ElementwiseKind function, double[] a, Shape aShape, double[] b, Shape bShape, Shape to)
    {
        var y = new double[to.Elements];
        for (var i = 0; i < y.Length; i++)
        {
            var (left, right) = (a[At(i, aShape)], b[At(i, bShape)]);
            y[i] = function switch
            {
                ElementwiseKind.Add => left + right,
                ElementwiseKind.Sub => left - right,
                ElementwiseKind.Mul => left * right,
                ElementwiseKind.Div => left / right,
                _ => throw new NotSupportedException(),
            };
        }

        return y;

        int At(int index, Shape shape)
        {
            var (place, stride) = (0, 1);
            for (var d = 1; d <= to.Rank; d++)
            {
                var at = index % to.Dims[^d];
                index /= to.Dims[^d];
                if (d > shape.Rank)
                    continue;
                place += shape.Dims[^d] == 1 ? 0 : at * stride;
                stride *= shape.Dims[^d];
            }

            return place;
        }
    }
}
