using ISyNet.Graph;

namespace ISyNet.Detection.Learning;

/// <summary>Mean and deviation of the pixels of pictures.</summary>
internal static class PixelMoments
{
    private const int MostPictures = 500;

    /// <summary>Measured per channel on a spread of at most 500 pictures.</summary>
    public static Normalization Normalization(this IPictureSource pictures)
    {
        var area = pictures.Shape.Height * pictures.Shape.Width;
        var channels = pictures.Shape.Channels;
        var (sums, squares) = (new double[channels], new double[channels]);
        var taken = Math.Min(MostPictures, pictures.Count);
        for (var i = 0; i < taken; i++)
        {
            var pixels = pictures[(int)((long)i * pictures.Count / taken)].Pixels;
            for (var p = 0; p < pixels.Length; p++)
            {
                var value = pixels[p] / 255.0;
                sums[p / area] += value;
                squares[p / area] += value * value;
            }
        }

        var count = (double)taken * area;
        return new Normalization(
            [.. sums.Select(sum => (float)(sum / count))],
            [.. squares.Select((square, c) => (float)Math.Sqrt(Math.Max(1e-6, (square / count) - Math.Pow(sums[c] / count, 2))))]);
    }
}
