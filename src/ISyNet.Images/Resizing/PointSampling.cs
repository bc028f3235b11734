using ISyNet.Graph;

namespace ISyNet.Images.Resizing;

/// <summary>The source positions of the centres of a row of target pixels, in pixels; the centre of the first pixel is 0.</summary>
/// <param name="y">Row of the target.</param>
/// <param name="sourceX">Receives the column for each pixel.</param>
/// <param name="sourceY">Receives the row for each pixel.</param>
public delegate void RowMap(int y, Span<double> sourceX, Span<double> sourceY);

/// <summary>Samples 8-bit pictures at positions between pixels, for augmentations and scenes. When it reduces a picture, it skips pixels; <see cref="SeparableFilter"/> does not.</summary>
public static class PointSampling
{
    /// <summary>Warps a picture, CHW, by a map from target to source pixels.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="target">Receives the result.</param>
    /// <param name="shape">Channels x height x width of both.</param>
    /// <param name="map">From target to source.</param>
    /// <param name="interpolation">The interpolation.</param>
    /// <param name="fill">The value outside the source.</param>
    public static void Warp(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, RowMap map, PictureInterpolation interpolation, byte fill)
    {
        ArgumentNullException.ThrowIfNull(map);
        var sampler = new RowSampler(shape, interpolation, fill);
        Span<double> x = shape.Width <= 1024 ? stackalloc double[shape.Width] : new double[shape.Width];
        Span<double> y = shape.Width <= 1024 ? stackalloc double[shape.Width] : new double[shape.Width];
        for (var row = 0; row < shape.Height; row++)
        {
            map(row, x, y);
            sampler.Sample(source, target[(row * shape.Width)..], x, y);
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
}
