using ISyNet.Graph;

namespace ISyNet.Training.Augmentation.RandAugment;

/// <summary>Operations that map each value of a channel to another, wherever it stands.</summary>
internal static class Tones
{
    public static void Invert(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random) =>
        Map(source, target, v => (byte)(255 - v));

    /// <summary>Inverts values from the threshold 25.6 L on.</summary>
    public static void Solarize(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var threshold = (int)(magnitude * 25.6);
        Map(source, target, v => v < threshold ? v : (byte)(255 - v));
    }

    /// <summary>Adds 11 L to values below 128.</summary>
    public static void SolarizeAdd(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var add = (int)(magnitude * 11);
        Map(source, target, v => v < 128 ? (byte)Math.Min(255, v + add) : v);
    }

    /// <summary>Keeps the upper int(0.4 L) bits.</summary>
    public static void Posterize(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var mask = (byte)~((1 << (8 - (int)(magnitude * 0.4))) - 1);
        Map(source, target, v => (byte)(v & mask));
    }

    /// <summary>Stretches each channel from its darkest to its brightest value over 0..255.</summary>
    public static void AutoContrast(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var area = shape.Height * shape.Width;
        for (var c = 0; c < shape.Channels; c++)
        {
            var plane = source.Slice(c * area, area);
            var (low, high) = (255, 0);
            foreach (var v in plane)
                (low, high) = (Math.Min(low, v), Math.Max(high, v));
            var (from, scale) = (low, high > low ? 255.0 / (high - low) : 1);
            Map(plane, target.Slice(c * area, area), v => high > low ? (byte)Math.Clamp((v * scale) - (from * scale), 0, 255) : v);
        }
    }

    /// <summary>Evens out each channel's histogram: the step is the pixels but those of the brightest value, over 255, as imaging libraries have it.</summary>
    public static void Equalize(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random)
    {
        var area = shape.Height * shape.Width;
        Span<int> counts = stackalloc int[256];
        for (var c = 0; c < shape.Channels; c++)
        {
            var plane = source.Slice(c * area, area);
            counts.Clear();
            foreach (var v in plane)
                counts[v]++;
            var step = (area - counts[counts.LastIndexOfAnyExcept(0)]) / 255;
            var table = new byte[256];
            var sum = step / 2;
            for (var v = 0; v < 256; v++)
            {
                table[v] = step == 0 ? (byte)v : (byte)Math.Min(255, sum / step);
                sum += counts[v];
            }

            Map(plane, target.Slice(c * area, area), v => table[v]);
        }
    }

    private static void Map(ReadOnlySpan<byte> source, Span<byte> target, Func<byte, byte> tone)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = tone(source[i]);
    }
}
