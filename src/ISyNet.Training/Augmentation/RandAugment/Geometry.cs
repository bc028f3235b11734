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
        Centred(source, target, shape, random, (x, y) => ((cos * x) + (sin * y), (cos * y) - (sin * x)));
    }

    /// <summary>Rows move by 0.03 L of their height.</summary>
    public static void ShearX(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var shear = PictureOperation.Signed(magnitude * 0.03, random);
        Centred(source, target, shape, random, (x, y) => (x + (shear * y), y));
    }

    /// <summary>Columns move by 0.03 L of their place.</summary>
    public static void ShearY(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var shear = PictureOperation.Signed(magnitude * 0.03, random);
        Centred(source, target, shape, random, (x, y) => (x, y + (shear * x)));
    }

    /// <summary>By 0.045 L of the width.</summary>
    public static void TranslateX(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var shift = PictureOperation.Signed(magnitude * 0.045 * shape.Width, random);
        Centred(source, target, shape, random, (x, y) => (x + shift, y));
    }

    /// <summary>By 0.045 L of the height.</summary>
    public static void TranslateY(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var shift = PictureOperation.Signed(magnitude * 0.045 * shape.Height, random);
        Centred(source, target, shape, random, (x, y) => (x, y + shift));
    }

    /// <summary>In by 0.04 L: the middle 1 / (1 + 0.04 L) of each side fills the picture. The reading of the release's figure is ours.</summary>
    public static void Zoom(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var scale = 1 / (1 + (magnitude * 0.04));
        Centred(source, target, shape, random, (x, y) => (x * scale, y * scale));
    }

    /// <summary>In perspective: one side recedes by 0.03 L. The reading of the release's figure is ours.</summary>
    public static void Skew(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var (skew, upright) = (PictureOperation.Signed(magnitude * 0.03, random), random.NextBool());
        Centred(source, target, shape, random, (x, y) =>
        {
            var depth = 1 + (skew * 2 * (upright ? y / shape.Height : x / shape.Width));
            return (x / depth, y / depth);
        });
    }

    /// <summary>In waves of (10 + L) / 10 percent of the side, half a wave across. The reading of the release's figure is ours.</summary>
    public static void Distort(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var strength = (10 + magnitude) / 1000;
        var (phaseX, phaseY) = (random.NextDouble(0, 2 * Math.PI), random.NextDouble(0, 2 * Math.PI));
        Centred(source, target, shape, random, (x, y) => (
            x + (strength * shape.Width * Math.Sin((2 * Math.PI * y / shape.Height) + phaseX)),
            y + (strength * shape.Height * Math.Sin((2 * Math.PI * x / shape.Width) + phaseY))));
    }

    private static void Centred(
        ReadOnlySpan<byte> source, Span<byte> target, Shape shape, SeededRandom random, Func<double, double, (double X, double Y)> map)
    {
        var (middleX, middleY) = ((shape.Width - 1) / 2.0, (shape.Height - 1) / 2.0);
        var interpolation = random.NextBool() ? PictureInterpolation.Bilinear : PictureInterpolation.Bicubic;
        PointSampling.Warp(source, target, shape, (x, y) =>
        {
            var (sx, sy) = map(x - middleX, y - middleY);
            return (sx + middleX, sy + middleY);
        }, interpolation, Outside);
    }
}
