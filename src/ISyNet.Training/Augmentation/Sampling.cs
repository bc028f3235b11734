using ISyNet.Graph;
using ISyNet.Images;

namespace ISyNet.Training.Augmentation;

/// <summary>Where in the source the centre of a target pixel comes from, in pixels; the centre of the first pixel is 0.</summary>
internal delegate (double X, double Y) PixelMap(int x, int y);

/// <summary>Warps 8-bit pictures, CHW, by a map from target to source pixels.</summary>
internal static class Sampling
{
    /// <param name="source">The picture.</param>
    /// <param name="target">Takes the result.</param>
    /// <param name="shape">Channels x height x width of both.</param>
    /// <param name="map">From target to source.</param>
    /// <param name="interpolation">How to read between pixels.</param>
    /// <param name="fill">The value outside the source; the nearest pixel when null.</param>
    public static void Warp(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, PixelMap map, PictureInterpolation interpolation, byte? fill)
    {
        var (reach, first) = interpolation == PictureInterpolation.Bilinear ? (2, 0) : (4, -1);
        Span<double> across = stackalloc double[4];
        Span<double> down = stackalloc double[4];
        var area = shape.Height * shape.Width;
        for (var y = 0; y < shape.Height; y++)
        {
            for (var x = 0; x < shape.Width; x++)
            {
                var (sx, sy) = map(x, y);
                var at = (y * shape.Width) + x;
                if (fill is { } outside && (sx < -0.5 || sy < -0.5 || sx > shape.Width - 0.5 || sy > shape.Height - 0.5))
                {
                    for (var c = 0; c < shape.Channels; c++)
                        target[(c * area) + at] = outside;
                    continue;
                }

                var (left, top) = ((int)Math.Floor(sx), (int)Math.Floor(sy));
                Weights(sx - left, across, interpolation);
                Weights(sy - top, down, interpolation);
                for (var c = 0; c < shape.Channels; c++)
                {
                    var sum = 0.0;
                    for (var j = 0; j < reach; j++)
                    {
                        var row = (c * area) + (Math.Clamp(top + first + j, 0, shape.Height - 1) * shape.Width);
                        for (var i = 0; i < reach; i++)
                            sum += down[j] * across[i] * source[row + Math.Clamp(left + first + i, 0, shape.Width - 1)];
                    }

                    target[(c * area) + at] = Byte(sum);
                }
            }
        }
    }

    public static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);

    private static void Weights(double t, Span<double> weights, PictureInterpolation interpolation)
    {
        if (interpolation == PictureInterpolation.Bilinear)
        {
            (weights[0], weights[1]) = (1 - t, t);
            return;
        }

        (weights[0], weights[1], weights[2], weights[3]) = (Keys(1 + t), Keys(t), Keys(1 - t), Keys(2 - t));
    }

    private static double Keys(double d) => d < 1 ? (((1.5 * d) - 2.5) * d * d) + 1 : (((((-0.5 * d) + 2.5) * d) - 4) * d) + 2;
}
