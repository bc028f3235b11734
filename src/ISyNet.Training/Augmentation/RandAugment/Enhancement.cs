using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ISyNet.Graph;

namespace ISyNet.Training.Augmentation.RandAugment;

/// <summary>
/// Operations that move a picture away from or towards a plain version of itself: result = plain + factor * (picture - plain), with
/// the factor 0.1 + 0.18 L, in 32-bit floats as Pillow computes.
/// </summary>
internal static class Enhancement
{
    /// <summary>Pixels that a vector of 32-bit numbers holds.</summary>
    private const int Lanes = 8;

    /// <summary>Towards its grey version; a grey picture stays as it is.</summary>
    public static void Color(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        if (shape.Channels != 3)
        {
            source.CopyTo(target);
            return;
        }

        var area = shape.Height * shape.Width;
        var factor = Factor(magnitude);
        var p = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; p + Lanes <= area; p += Lanes)
            {
                var (r, g, b) = (Load(source, p), Load(source, area + p), Load(source, (2 * area) + p));
                var grey = ((r * Red) + (g * Green) + (b * Blue) + Vector256.Create(Half)) >> GreyBits;
                Store(Mix(grey, r, factor), target[p..]);
                Store(Mix(grey, g, factor), target[(area + p)..]);
                Store(Mix(grey, b, factor), target[((2 * area) + p)..]);
            }
        }

        for (; p < area; p++)
        {
            var grey = Grey(source, area, p);
            for (var c = 0; c < 3; c++)
                target[(c * area) + p] = Mix(grey, source[(c * area) + p], factor);
        }
    }

    /// <summary>Towards its mean grey value.</summary>
    public static void Contrast(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var mean = (int)((GreySum(source, shape) / (double)(shape.Height * shape.Width)) + 0.5);
        var factor = Factor(magnitude);
        Tones.Map(source, target, v => Mix(mean, v, factor));
    }

    /// <summary>Towards black.</summary>
    public static void Brightness(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var factor = Factor(magnitude);
        Tones.Map(source, target, v => Mix(0, v, factor));
    }

    /// <summary>Towards its smooth version: a 3x3 mean whose centre counts 5 of 13; the border stays.</summary>
    public static void Sharpness(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random) =>
        Blend(source, target, shape, Factor(magnitude));

    /// <summary>Blurs by 0.05 L of the way to the smooth version, or sharpens by as much; the sign is drawn.</summary>
    public static void Blur(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random) =>
        Blend(source, target, shape, (float)(1 - PictureOperation.Signed(magnitude * 0.05, random)));

    private static float Factor(double magnitude) => (float)(0.1 + (magnitude * 0.18));

    // Cut off, not rounded, as imaging libraries do.
    private static byte Mix(int plain, int value, float factor) => (byte)Math.Clamp(plain + (factor * (value - plain)), 0, 255);

    private static Vector256<int> Mix(Vector256<int> plain, Vector256<int> value, float factor) => Vector256.ConvertToInt32Native(
        Vector256.Clamp(Vector256.ConvertToSingle(plain) + (factor * Vector256.ConvertToSingle(value - plain)), Vector256<float>.Zero, Vector256.Create(255f)));

    // 0.299, 0.587 and 0.114 in fixed point, as Pillow turns pictures grey.
    private const int GreyBits = 16, Half = 1 << (GreyBits - 1), Red = 19595, Green = 38470, Blue = 7471;

    private static int Grey(ReadOnlySpan<byte> picture, int area, int pixel) =>
        ((picture[pixel] * Red) + (picture[area + pixel] * Green) + (picture[(2 * area) + pixel] * Blue) + Half) >> GreyBits;

    private static long GreySum(ReadOnlySpan<byte> picture, Shape shape)
    {
        var (area, sum, p) = (shape.Height * shape.Width, 0L, 0);
        if (shape.Channels != 3)
        {
            foreach (var value in picture[..area])
                sum += value;
            return sum;
        }

        if (Vector256.IsHardwareAccelerated)
        {
            var sums = Vector256<int>.Zero;
            for (; p + Lanes <= area; p += Lanes)
                sums += ((Load(picture, p) * Red) + (Load(picture, area + p) * Green) + (Load(picture, (2 * area) + p) * Blue) + Vector256.Create(Half)) >> GreyBits;
            sum = Vector256.Sum(Vector256.WidenLower(sums) + Vector256.WidenUpper(sums));
        }

        for (; p < area; p++)
            sum += Grey(picture, area, p);
        return sum;
    }

    private static void Blend(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, float factor)
    {
        source.CopyTo(target);
        var (height, width) = (shape.Height, shape.Width);
        for (var row = 0; row < shape.Channels * height; row++)
        {
            if (row % height is var y && (y == 0 || y == height - 1))
                continue;
            var above = source.Slice((row - 1) * width, width);
            var own = source.Slice(row * width, width);
            var below = source.Slice((row + 1) * width, width);
            var mixed = target.Slice(row * width, width);
            var x = 1;
            if (Vector256.IsHardwareAccelerated)
            {
                for (; x + Lanes < width; x += Lanes)
                {
                    var centre = Load(own, x);
                    var sum = Three(above, x) + Three(own, x) + Three(below, x) + (4 * centre);
                    Store(Mix(Thirteenth(sum), centre, factor), mixed[x..]);
                }
            }

            for (; x < width - 1; x++)
            {
                var sum = above[x - 1] + above[x] + above[x + 1] + own[x - 1] + (5 * own[x]) + own[x + 1] + below[x - 1] + below[x] + below[x + 1];
                mixed[x] = Mix((int)MathF.Round(sum / 13f), own[x], factor);
            }
        }
    }

    private static Vector256<int> Three(ReadOnlySpan<byte> row, int x) => Load(row, x - 1) + Load(row, x) + Load(row, x + 1);

    private static Vector256<int> Thirteenth(Vector256<int> sum) => Vector256.ConvertToInt32Native(Vector256.Round(Vector256.ConvertToSingle(sum) / Vector256.Create(13f)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Load(ReadOnlySpan<byte> pixels, int at)
    {
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(BitConverter.ToUInt64(pixels[at..])).AsByte());
        return Vector256.WidenLower(words.ToVector256Unsafe()).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> values, Span<byte> target)
    {
        var words = Vector256.Narrow(values, Vector256<int>.Zero).GetLower().AsUInt16();
        Vector128.Narrow(words, Vector128<ushort>.Zero).GetLower().CopyTo(target);
    }
}
