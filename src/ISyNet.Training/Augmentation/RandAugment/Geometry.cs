using ISyNet.Graph;
using ISyNet.Images.Resizing;

namespace ISyNet.Training.Augmentation.RandAugment;

/// <summary>Operations that move pixels, around the picture's centre; what comes from outside is mid-grey. Bilinear or bicubic, drawn.</summary>
internal static class Geometry
{
    private const byte Outside = 128;

    /// <summary>By 3 L degrees.</summary>
    public static void Rotate(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var (sin, cos) = Math.SinCos(PictureOperation.Signed(magnitude * 3, random) * Math.PI / 180);
        Affine(source, target, shape, random, new(cos, sin, 0), new(-sin, cos, 0));
    }

    /// <summary>Rows move by 0.03 L of their height.</summary>
    public static void ShearX(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random) =>
        Affine(source, target, shape, random, new(1, PictureOperation.Signed(magnitude * 0.03, random), 0), new(0, 1, 0));

    /// <summary>Columns move by 0.03 L of their place.</summary>
    public static void ShearY(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random) =>
        Affine(source, target, shape, random, new(1, 0, 0), new(PictureOperation.Signed(magnitude * 0.03, random), 1, 0));

    /// <summary>By 0.045 L of the width.</summary>
    public static void TranslateX(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random) =>
        Affine(source, target, shape, random, new(1, 0, PictureOperation.Signed(magnitude * 0.045 * shape.Width, random)), new(0, 1, 0));

    /// <summary>By 0.045 L of the height.</summary>
    public static void TranslateY(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random) =>
        Affine(source, target, shape, random, new(1, 0, 0), new(0, 1, PictureOperation.Signed(magnitude * 0.045 * shape.Height, random)));

    /// <summary>In by 0.04 L: the middle 1 / (1 + 0.04 L) of each side fills the picture. The reading of the release's figure is ours.</summary>
    public static void Zoom(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var scale = 1 / (1 + (magnitude * 0.04));
        Affine(source, target, shape, random, new(scale, 0, 0), new(0, scale, 0));
    }

    /// <summary>In perspective: one side recedes by 0.03 L. The reading of the release's figure is ours.</summary>
    public static void Skew(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var (skew, upright) = (PictureOperation.Signed(magnitude * 0.03, random), random.NextBool());
        var (middleX, middleY) = Middle(shape);
        Warp(source, target, shape, random, (row, xs, ys) =>
        {
            var y = row - middleY;
            for (var i = 0; i < xs.Length; i++)
            {
                var x = i - middleX;
                var depth = 1 + (skew * 2 * (upright ? y / shape.Height : x / shape.Width));
                (xs[i], ys[i]) = ((x / depth) + middleX, (y / depth) + middleY);
            }
        });
    }

    /// <summary>In waves of (10 + L) / 10 percent of the side, half a wave across. The reading of the release's figure is ours.</summary>
    public static void Distort(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var strength = (10 + magnitude) / 1000;
        var (phaseX, phaseY) = (random.NextDouble(0, 2 * Math.PI), random.NextDouble(0, 2 * Math.PI));
        var (middleX, middleY) = Middle(shape);
        double[] down = [.. Enumerable.Range(0, shape.Width).Select(x => strength * shape.Height * Math.Sin((2 * Math.PI * (x - middleX) / shape.Width) + phaseY))];
        Warp(source, target, shape, random, (row, xs, ys) =>
        {
            var across = strength * shape.Width * Math.Sin((2 * Math.PI * (row - middleY) / shape.Height) + phaseX);
            for (var i = 0; i < xs.Length; i++)
                (xs[i], ys[i]) = (i + across, row + down[i]);
        });
    }

    // Source = x, y and 1 times these, around the middle.
    private readonly record struct Coefficients(double X, double Y, double One);

    private static (double X, double Y) Middle(Shape shape) => ((shape.Width - 1) / 2.0, (shape.Height - 1) / 2.0);

    private static void Affine(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, SeededRandom random, Coefficients toX, Coefficients toY)
    {
        var (middleX, middleY) = Middle(shape);
        Warp(source, target, shape, random, (row, xs, ys) =>
        {
            var y = row - middleY;
            for (var i = 0; i < xs.Length; i++)
            {
                var x = i - middleX;
                xs[i] = (toX.X * x) + (toX.Y * y) + toX.One + middleX;
                ys[i] = (toY.X * x) + (toY.Y * y) + toY.One + middleY;
            }
        });
    }

    private static void Warp(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, SeededRandom random, RowMap map) =>
        PointSampling.Warp(source, target, shape, map, random.NextBool() ? PictureInterpolation.Bilinear : PictureInterpolation.Bicubic, Outside);
}
