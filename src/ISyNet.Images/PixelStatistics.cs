using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Images;

/// <summary>Measures the pixels of a set.</summary>
public static class PixelStatistics
{
    private const int MostDecoded = 2000;

    /// <summary>
    /// Mean and standard deviation per channel; call it on training images only. Of pictures that are decoded on reading, of
    /// 2000 evenly spaced ones.
    /// </summary>
    /// <exception cref="ImageException">The set is empty.</exception>
    public static Normalization Normalization(this ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
            throw new ImageException($"{images.Name}: has no images");
        var area = images.Shape.Height * images.Shape.Width;
        var counts = new long[images.Shape.Channels, 256];
        var used = images.DecodesWhenRead ? Math.Min(images.Count, MostDecoded) : images.Count;
        for (var i = 0; i < used; i++)
        {
            var image = images[(int)((long)i * images.Count / used)];
            for (var p = 0; p < image.Length; p++)
                counts[p / area, image[p]]++;
        }

        var means = ImmutableArray.CreateBuilder<float>(images.Shape.Channels);
        var stds = ImmutableArray.CreateBuilder<float>(images.Shape.Channels);
        for (var c = 0; c < images.Shape.Channels; c++)
        {
            double total = (double)used * area, sum = 0, squares = 0;
            for (var value = 0; value < 256; value++)
            {
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
