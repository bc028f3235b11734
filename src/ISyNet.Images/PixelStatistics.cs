using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Images;

/// <summary>Measures pixels: use it on training images only. A set is measured once; if it decodes its pictures on each read, 2000 evenly spaced ones stand for all.</summary>
public static class PixelStatistics
{
    private const int MostDecoded = 2000, Values = 256;

    /// <summary>
    /// The normalisation for networks that are trained on these images: pixels are divided by the standard deviation of their channel, and no mean is
    /// subtracted. The batch norm behind the first convolution removes the mean of its sums anyway, and an exported network then needs no operation
    /// for its normalisation (<see cref="Graph.Weights.NormalizationFolding"/>): the exported network is the network that was costed.
    /// </summary>
    /// <exception cref="ImageException">The set is empty.</exception>
    public static Normalization Normalization(this ImageSet images) => WithoutShift(MomentsOf(images));

    /// <summary>The normalisation by at most <paramref name="most"/> evenly spaced images.</summary>
    /// <param name="shape">One image: channels x height x width.</param>
    /// <param name="count">How many there are, at least 1.</param>
    /// <param name="most">Largest number of images to measure.</param>
    /// <param name="read">The 8-bit pixels of an image, CHW.</param>
    public static Normalization Normalization(Shape shape, int count, int most, Func<int, ReadOnlySpan<byte>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var used = Math.Min(count, most);
        var counts = new long[shape.Channels, Values];
        for (var i = 0; i < used; i++)
            Count(read((int)((long)i * count / used)), shape, counts);
        return WithoutShift(Moments(counts));
    }

    /// <summary>The mean pixel, one value per channel.</summary>
    /// <exception cref="ImageException">The set is empty.</exception>
    public static ImmutableArray<byte> MeanPixel(this ImageSet images) => [.. MomentsOf(images).Select(m => (byte)Math.Round(255 * m.Mean))];

    private static ImmutableArray<(double Mean, double Deviation)> MomentsOf(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Moments;
    }

    // A constant channel keeps its scale: dividing by 0 would make it useless.
    private static Normalization WithoutShift(ImmutableArray<(double Mean, double Deviation)> moments) =>
        new([.. moments.Select(_ => 0f)], [.. moments.Select(m => m.Deviation > 1e-6 ? (float)m.Deviation : 1)]);

    /// <summary>Mean and standard deviation of each channel, on the 0..1 scale.</summary>
    internal static ImmutableArray<(double Mean, double Deviation)> Measure(ImageSet images)
    {
        if (images.Count == 0)
            throw new ImageException($"{images.Name}: has no images");
        var used = images.DecodesWhenRead ? Math.Min(images.Count, MostDecoded) : images.Count;
        var counts = new long[images.Shape.Channels, Values];
        images.ForEach(used, i =>
        {
            var pixels = images[(int)((long)i * images.Count / used)];
            lock (counts)
                Count(pixels, images.Shape, counts);
        });
        return Moments(counts);
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

    private static ImmutableArray<(double Mean, double Deviation)> Moments(long[,] counts) => [.. Enumerable.Range(0, counts.GetLength(0)).Select(c =>
    {
        double total = 0, sum = 0, squares = 0;
        for (var value = 0; value < Values; value++)
        {
            total += counts[c, value];
            sum += counts[c, value] * (value / 255.0);
            squares += counts[c, value] * (value / 255.0) * (value / 255.0);
        }

        var mean = sum / total;
        return (mean, Math.Sqrt(Math.Max(0, (squares / total) - (mean * mean))));
    })];
}
