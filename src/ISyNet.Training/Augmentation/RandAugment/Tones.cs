using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ISyNet.Graph;

namespace ISyNet.Training.Augmentation.RandAugment;

/// <summary>Operations that map each value of a channel to another, wherever it stands.</summary>
internal static class Tones
{
    private const int Values = 256;

    public static void Invert(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random) =>
        Map(source, target, v => 255 - v);

    /// <summary>Inverts values from the threshold 25.6 L on.</summary>
    public static void Solarize(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var threshold = (int)(magnitude * 25.6);
        Map(source, target, v => v < threshold ? v : 255 - v);
    }

    /// <summary>Adds 11 L to values below 128.</summary>
    public static void SolarizeAdd(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var add = (int)(magnitude * 11);
        Map(source, target, v => v < 128 ? Math.Min(255, v + add) : v);
    }

    /// <summary>Keeps the upper int(0.4 L) bits.</summary>
    public static void Posterize(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var mask = ~((1 << (8 - (int)(magnitude * 0.4))) - 1);
        Map(source, target, v => v & mask);
    }

    /// <summary>Stretches each channel from its darkest to its brightest value over 0..255.</summary>
    public static void AutoContrast(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var area = shape.Height * shape.Width;
        for (var c = 0; c < shape.Channels; c++)
        {
            var plane = source.Slice(c * area, area);
            var (low, high) = Range(plane);
            var scale = high > low ? 255.0 / (high - low) : 1;
            Map(plane, target.Slice(c * area, area), v => high > low ? (int)Math.Clamp((v * scale) - (low * scale), 0, 255) : v);
        }
    }

    /// <summary>Evens out each channel's histogram: the step is the pixels but those of the brightest value, over 255, as imaging libraries have it.</summary>
    public static void Equalize(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var area = shape.Height * shape.Width;
        Span<int> counts = stackalloc int[Values];
        Span<byte> table = stackalloc byte[Values];
        for (var c = 0; c < shape.Channels; c++)
        {
            var plane = source.Slice(c * area, area);
            counts.Clear();
            foreach (var v in plane)
                counts[v]++;
            var step = (area - counts[counts.LastIndexOfAnyExcept(0)]) / 255;
            var sum = step / 2;
            for (var v = 0; v < Values; v++)
            {
                table[v] = step == 0 ? (byte)v : (byte)Math.Min(255, sum / step);
                sum += counts[v];
            }

            Map(plane, target.Slice(c * area, area), table);
        }
    }

    /// <summary>Maps each value by a function that is asked once per value, not per pixel.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="target">Receives the result.</param>
    /// <param name="tone">From 0..255; the lowest eight bits of the result count.</param>
    public static void Map(ReadOnlySpan<byte> source, Span<byte> target, Func<int, int> tone)
    {
        Span<byte> table = stackalloc byte[Values];
        for (var v = 0; v < Values; v++)
            table[v] = (byte)tone(v);
        Map(source, target, table);
    }

    private static (byte Low, byte High) Range(ReadOnlySpan<byte> plane)
    {
        var (low, high) = (byte.MaxValue, byte.MinValue);
        var (lows, highs) = (Vector256<byte>.AllBitsSet, Vector256<byte>.Zero);
        var vectors = MemoryMarshal.Cast<byte, Vector256<byte>>(plane);
        foreach (var values in vectors)
            (lows, highs) = (Vector256.Min(lows, values), Vector256.Max(highs, values));
        for (var i = 0; i < Vector256<byte>.Count; i++)
            (low, high) = (Math.Min(low, lows[i]), Math.Max(high, highs[i]));
        foreach (var value in plane[(vectors.Length * Vector256<byte>.Count)..])
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return (low, high);
    }

    private static void Map(ReadOnlySpan<byte> source, Span<byte> target, ReadOnlySpan<byte> table)
    {
        table = table[..Values];
        target = target[..source.Length];
        for (var i = 0; i < source.Length; i++)
            target[i] = table[source[i]];
    }
}
