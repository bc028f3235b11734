using ISyNet.Graph;

namespace ISyNet.Images.Resizing;

/// <summary>The source position of the centre of a target pixel, in pixels; the centre of the first pixel is 0.</summary>
/// <param name="x">Column of the target.</param>
/// <param name="y">Row of the target.</param>
public delegate (double X, double Y) PixelMap(int x, int y);

/// <summary>Samples 8-bit pictures at positions between pixels, for augmentations and scenes. When it reduces a picture, it skips pixels; <see cref="SeparableFilter"/> does not.</summary>
public static class PointSampling
{
    /// <summary>Warps a picture, CHW, by a map from target to source pixels.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="target">Receives the result.</param>
    /// <param name="shape">Channels x height x width of both.</param>
    /// <param name="map">From target to source.</param>
    /// <param name="interpolation">The interpolation.</param>
    /// <param name="fill">The value outside the source; the nearest pixel when null.</param>
    public static void Warp(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, PixelMap map, PictureInterpolation interpolation, byte? fill)
    {
        ArgumentNullException.ThrowIfNull(map);
        var (reach, first) = (2 * interpolation.Reach(), 1 - interpolation.Reach());
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

                    target[(c * area) + at] = (byte)Math.Clamp(Math.Round(sum), 0, 255);
                }
            }
        }
    }

    /// <summary>The bilinear value of one plane at a position; the border is repeated.</summary>
    /// <param name="plane">Height x width pixels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="y">Row; the centre of the first is 0.</param>
    /// <param name="x">Column; the centre of the first is 0.</param>
    /// <returns>0 to 255.</returns>
    public static double Bilinear(ReadOnlySpan<byte> plane, int height, int width, double y, double x)
    {
        (y, x) = (Math.Clamp(y, 0, height - 1), Math.Clamp(x, 0, width - 1));
        var (y0, x0) = ((int)y, (int)x);
        var (y1, x1) = (Math.Min(height - 1, y0 + 1), Math.Min(width - 1, x0 + 1));
        var (fy, fx) = (y - y0, x - x0);
        var above = (plane[(y0 * width) + x0] * (1 - fx)) + (plane[(y0 * width) + x1] * fx);
        var below = (plane[(y1 * width) + x0] * (1 - fx)) + (plane[(y1 * width) + x1] * fx);
        return (above * (1 - fy)) + (below * fy);
    }

    private static void Weights(double t, Span<double> weights, PictureInterpolation interpolation)
    {
        if (interpolation == PictureInterpolation.Bilinear)
        {
            (weights[0], weights[1]) = (1 - t, t);
            return;
        }

        for (var k = 0; k < 4; k++)
            weights[k] = interpolation.Weight(t + 1 - k);
    }
}
