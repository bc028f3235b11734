using ISyNet.Graph;

namespace ISyNet.Training.Augmentation.RandAugment;

/// <summary>
/// Operations that move a picture away from or towards a plain version of itself: result = plain + factor * (picture - plain), with
/// the factor 0.1 + 0.18 L.
/// </summary>
internal static class Enhancement
{
    /// <summary>Towards its grey version; a grey picture stays as it is.</summary>
    public static void Color(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        source.CopyTo(target);
        if (shape.Channels != 3)
            return;
        var area = shape.Height * shape.Width;
        for (var p = 0; p < area; p++)
        {
            var grey = Grey(source, shape, p);
            for (var c = 0; c < 3; c++)
                target[(c * area) + p] = Mix(grey, source[(c * area) + p], Factor(magnitude));
        }
    }

    /// <summary>Towards its mean grey value.</summary>
    public static void Contrast(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var area = shape.Height * shape.Width;
        var sum = 0.0;
        for (var p = 0; p < area; p++)
            sum += Grey(source, shape, p);
        var mean = Math.Floor((sum / area) + 0.5);
        for (var i = 0; i < source.Length; i++)
            target[i] = Mix(mean, source[i], Factor(magnitude));
    }

    /// <summary>Towards black.</summary>
    public static void Brightness(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = Mix(0, source[i], Factor(magnitude));
    }

    /// <summary>Towards its smooth version: a 3x3 mean whose centre counts 5 of 13; the border stays.</summary>
    public static void Sharpness(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random) =>
        Blend(source, target, shape, Factor(magnitude));

    /// <summary>Blurs by 0.05 L of the way to the smooth version, or sharpens by as much; the sign is drawn.</summary>
    public static void Blur(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random) =>
        Blend(source, target, shape, 1 - PictureOperation.Signed(magnitude * 0.05, random));

    private static double Factor(double magnitude) => 0.1 + (magnitude * 0.18);

    // Cut off, not rounded, as imaging libraries do.
    private static byte Mix(double plain, byte value, double factor) => (byte)Math.Clamp(plain + (factor * (value - plain)), 0, 255);

    private static double Grey(ReadOnlySpan<byte> picture, Shape shape, int pixel)
    {
        var area = shape.Height * shape.Width;
        return shape.Channels == 3 ? Math.Round((0.299 * picture[pixel]) + (0.587 * picture[area + pixel]) + (0.114 * picture[(2 * area) + pixel])) : picture[pixel];
    }

    private static void Blend(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double factor)
    {
        source.CopyTo(target);
        var (height, width) = (shape.Height, shape.Width);
        for (var c = 0; c < shape.Channels; c++)
        {
            for (var y = 1; y < height - 1; y++)
            {
                for (var x = 1; x < width - 1; x++)
                {
                    var at = (((c * height) + y) * width) + x;
                    var sum = source[at - width - 1] + source[at - width] + source[at - width + 1] + source[at - 1] + (5 * source[at])
                        + source[at + 1] + source[at + width - 1] + source[at + width] + source[at + width + 1];
                    target[at] = Mix(Math.Round(sum / 13.0), source[at], factor);
                }
            }
        }
    }
}
