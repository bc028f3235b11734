using CsCheck;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Augmentation;

namespace ISyNet.Training.Tests;

/// <summary>The random resized crop on two slopes, from which the rectangle that was cut can be read off.</summary>
public class ResizedCropTests
{
    private const int Side = 48, Rise = 5;

    private static readonly Shape Shape = Shape.Map(2, Side, Side);

    // Channel 0 rises along x and channel 1 along y: both interpolations keep a slope a slope.
    private static readonly ImageSet Slopes = new(
        "slopes", Shape, ["one"], [.. Enumerable.Range(0, 2 * Side * Side).Select(i => (byte)(Rise * (i < Side * Side ? i % Side : i / Side % Side)))], [0]);

    [Fact, Trait("Category", Property.Category)]
    public void It_is_a_rectangle_of_the_image_of_the_area_and_aspect_that_are_asked_for() =>
        Gen.Select(Gen.Double[0.1, 1], Gen.ULong).ForAll((least, seed) =>
        {
            var result = Read(least, seed);
            var (left, width) = Rectangle(Enumerable.Range(0, Side).Select(x => result[(Side / 2 * Side) + x]));
            var (top, height) = Rectangle(Enumerable.Range(0, Side).Select(y => result[(Side * Side) + (y * Side) + (Side / 2)]));
            const double readOff = 0.5;
            Assert.InRange(left, -readOff, Side - width + readOff);
            Assert.InRange(top, -readOff, Side - height + readOff);
            // Sides are rounded to pixels, and read off to half a pixel.
            Assert.InRange((width + 1) * (height + 1), least * Side * Side, double.PositiveInfinity);
            Assert.InRange((width - 1) / (height + 1), 0, 4 / 3.0);
            Assert.InRange((width + 1) / (height - 1), 3 / 4.0, double.PositiveInfinity);
        }, cases: 300);

    [Fact]
    public void Areas_and_places_are_spread_evenly()
    {
        var (areas, places) = (new List<double>(), new List<double>());
        for (var seed = 0UL; seed < 400; seed++)
        {
            var result = Read(0.2, seed);
            var (left, width) = Rectangle(Enumerable.Range(0, Side).Select(x => result[(Side / 2 * Side) + x]));
            var (_, height) = Rectangle(Enumerable.Range(0, Side).Select(y => result[(Side * Side) + (y * Side) + (Side / 2)]));
            areas.Add(width * height / (Side * Side));
            if (Side - width > 8)
                places.Add(left / (Side - width));
        }

        // Uniform in 0.2 to 1, but for large ones of a steep aspect, which do not fit and are drawn again.
        Assert.InRange(areas.Average(), 0.5, 0.62);
        Assert.InRange(areas.Min(), 0.18, 0.25);
        Assert.InRange(places.Average(), 0.44, 0.56);
        Assert.InRange(places.Count(place => place < 0.25) / (double)places.Count, 0.17, 0.34);
    }

    private static byte[] Read(double least, ulong seed)
    {
        var (result, random) = (new byte[Shape.Elements], new SeededRandom(seed));
        Slopes.ReadCrop(0, (height, width) => new ResizedCrop(least).Draw(height, width, random), result);
        return result;
    }

    // Pixel i of a side shows the source at start + (i + 0.5) length / Side - 0.5: a line through the values that no border touches.
    private static (double Start, double Length) Rectangle(IEnumerable<byte> slope)
    {
        var points = slope.Select((value, i) => (X: i + 0.5, Y: (value / (double)Rise) + 0.5)).Where(p => p.Y is > 3 and < Side - 3).ToArray();
        var (meanX, meanY) = (points.Average(p => p.X), points.Average(p => p.Y));
        var gradient = points.Sum(p => (p.X - meanX) * (p.Y - meanY)) / points.Sum(p => (p.X - meanX) * (p.X - meanX));
        return (meanY - (gradient * meanX), gradient * Side);
    }
}
