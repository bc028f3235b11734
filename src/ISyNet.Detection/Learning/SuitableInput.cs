using ISyNet.Detection.Annotations;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Decoding;

namespace ISyNet.Detection.Learning;

/// <summary>
/// The input that suits the pictures of a data set: in colour if they have colours, in their aspect ratio, as large as they are up to a side of
/// <see cref="LongestSide"/>. It is measured on at most 50 evenly spaced pictures.
/// </summary>
public static class SuitableInput
{
    /// <summary>Larger inputs take long to train on a processor.</summary>
    public const int LongestSide = 256;

    /// <summary>Sides are multiples of this: the largest stride of a detector.</summary>
    private const int Grid = 32;
    private const int MostMeasured = 50;

    /// <summary>Above this mean difference between the colours of a pixel, of 255, a picture is in colour; below it, the difference comes from JPEG.</summary>
    private const double LeastColour = 2;

    /// <summary>The input for a data set.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <returns>The input: channels x height x width.</returns>
    /// <exception cref="DetectionException">No picture can be read.</exception>
    public static Shape For(DetectionDataSet data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var measured = Math.Min(MostMeasured, data.Images.Length);
        var (sizes, colours) = (new List<(int Width, int Height)>(), false);
        for (var i = 0; i < measured; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var picture = ImageDecoder.DecodeFitted(data.PathOf(data.Images[(int)((long)i * data.Images.Length / measured)]), Shape.Map(3, Grid, Grid));
                sizes.Add((picture.Size.Width, picture.Size.Height));
                colours |= MeanColour(picture.Pixels) > LeastColour;
            }
            catch (ImageException)
            {
                // It is named when the pictures are read for training.
            }
        }

        if (sizes.Count == 0)
            throw new DetectionException($"{data.Name}: none of its pictures can be read");
        var longest = Math.Min(LongestSide, Median(sizes.Select(s => (double)Math.Max(s.Width, s.Height))));
        var aspect = Median(sizes.Select(s => (double)s.Width / s.Height));
        return Shape.Map(colours ? 3 : 1, Side(longest / Math.Max(1, aspect)), Side(longest * Math.Min(1, aspect)));
    }

    private static int Side(double pixels) => Math.Max(Grid, (int)Math.Round(pixels / Grid) * Grid);

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private static double MeanColour(ReadOnlySpan<byte> pixels)
    {
        var (area, sum) = (pixels.Length / 3, 0L);
        for (var p = 0; p < area; p++)
        {
            var (red, green, blue) = (pixels[p], pixels[area + p], pixels[(2 * area) + p]);
            sum += Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue));
        }

        return (double)sum / area;
    }
}
