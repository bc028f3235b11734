using ISyNet.Graph.Ops;

namespace ISyNet.Training.Tests;

/// <summary>The definitions of the window operations as plain loops in double precision, one image at a time.</summary>
internal static class NaiveOps
{
    public static double[] Conv(double[] x, (int C, int H, int W) size, Conv conv, float[] weight, float[]? bias)
    {
        var w = conv.Window;
        var (outH, outW) = w.Slide(size.H, size.W);
        var (inPer, outPer) = (size.C / conv.Groups, conv.OutChannels / conv.Groups);
        var y = new double[conv.OutChannels * outH * outW];
        for (var o = 0; o < conv.OutChannels; o++)
        {
            for (var (p, count) = (0, outH * outW); p < count; p++)
            {
                var sum = (double)(bias?[o] ?? 0);
                for (var c = 0; c < inPer; c++)
                {
                    for (var k = 0; k < w.KernelArea; k++)
                    {
                        var row = (p / outW * w.StrideH) - w.PadTop + (k / w.KernelW * w.DilationH);
                        var column = (p % outW * w.StrideW) - w.PadLeft + (k % w.KernelW * w.DilationW);
                        if (row >= 0 && row < size.H && column >= 0 && column < size.W)
                            sum += x[(((((o / outPer) * inPer) + c) * size.H) + row) * size.W + column] * weight[(((o * inPer) + c) * w.KernelArea) + k];
                    }
                }

                y[(o * outH * outW) + p] = sum;
            }
        }

        return y;
    }

    public static double[] MaxPool(double[] x, (int C, int H, int W) size, Window w)
    {
        var (outH, outW) = w.Slide(size.H, size.W);
        var y = new double[size.C * outH * outW];
        for (var i = 0; i < y.Length; i++)
        {
            var (c, p) = (i / (outH * outW), i % (outH * outW));
            y[i] = double.NegativeInfinity;
            for (var k = 0; k < w.KernelArea; k++)
            {
                var row = (p / outW * w.StrideH) - w.PadTop + (k / w.KernelW * w.DilationH);
                var column = (p % outW * w.StrideW) - w.PadLeft + (k % w.KernelW * w.DilationW);
                if (row >= 0 && row < size.H && column >= 0 && column < size.W)
                    y[i] = Math.Max(y[i], x[((c * size.H) + row) * size.W + column]);
            }
        }

        return y;
    }
}
