using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Images;

/// <summary>Measures pixels.</summary>
public static class PixelStatistics
{
    private const int MostDecoded = 2000, Values = 256;

    /// <summary>
    /// Mean and standard deviation per channel; use it on training images only. For pictures that are decoded on each read, of
    /// 2000 evenly spaced ones.
    /// </summary>
    /// <exception cref="ImageException">The set is empty.</exception>
    public static Normalization Normalization(this ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
            throw new ImageException($"{images.Name}: has no images");
        if (!images.DecodesWhenRead)
            return Normalization(images.Shape, images.Count, images.Count, i => images[i]);
        var used = Math.Min(images.Count, MostDecoded);
        var counts = new long[images.Shape.Channels, Values];
        Concurrently.Run(used, i =>
        {
            var pixels = images[(int)((long)i * images.Count / used)];
            lock (counts)
                Count(pixels, images.Shape, counts);
        });
        return FromCounts(counts);
    }

    /// <summary>Mean and standard deviation per channel, of at most <paramref name="most"/> evenly spaced images.</summary>
    /// <param name="shape">One image: channels x height x width.</param>
    /// <param name="count">How many there are, at least 1.</param>
    /// <param name="most">Largest number of images to measure.</param>
    /// <param name="read">The 8-bit pixels of an image, CHW.</param>
    public static Normalization Normalization(Shape shape, int count, int most, Func<int, ReadOnlySpan<byte>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var counts = new long[shape.Channels, Values];
        var used = Math.Min(count, most);
        for (var i = 0; i < used; i++)
            Count(read((int)((long)i * count / used)), shape, counts);
        return FromCounts(counts);
    }

    private static void Count(ReadOnlySpan<byte> image, Shape shape, long[,] counts)
    {
        var area = shape.Height * shape.Width;
        for (var c = 0; c < shape.Channels; c++)
        {
            foreach (var value in image.Slice(c * area, area))
                counts[c, value]++;
        }
    }

    private static Normalization FromCounts(long[,] counts)
    {
        var means = ImmutableArray.CreateBuilder<float>(counts.GetLength(0));
        var stds = ImmutableArray.CreateBuilder<float>(counts.GetLength(0));
        for (var c = 0; c < counts.GetLength(0); c++)
        {
            double total = 0, sum = 0, squares = 0;
            for (var value = 0; value < Values; value++)
            {
                total += counts[c, value];
                sum += counts[c, value] * (value / 255.0);
                squares += counts[c, value] * (value / 255.0) * (value / 255.0);
            }

            var mean = sum / total;
            means.Add((float)mean);
            // A constant channel keeps its scale: dividing by 0 would make it useless.
            stds.Add(Math.Sqrt(Math.Max(0, (squares / total) - (mean * mean))) is > 1e-6 and var std ? (float)std : 1);
        }

        return new Normalization(means.MoveToImmutable(), stds.MoveToImmutable());
    }
}
