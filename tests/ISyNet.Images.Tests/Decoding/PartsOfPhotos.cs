using CsCheck;
using ISyNet.Graph;
using ISyNet.Images.Decoding;
using ISyNet.Images.Resizing;

namespace ISyNet.Images.Tests.Decoding;

/// <summary>Photos decoded in part or at a fraction of their size, against all their pixels.</summary>
public sealed class PartsOfPhotos
{
    private static readonly string[] Photos = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "clothing"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_twenty_photos_of_several_sizes()
    {
        Assert.Equal(20, Photos.Length);
        Assert.True(Photos.Select(ImageDecoder.Measure).Distinct().Count() > 5);
    }

    [Fact, Trait("Category", Property.Category)]
    public void Pixels_of_an_area_are_those_of_the_whole_picture() =>
        Gen.Select(Gen.Int[0, Photos.Length - 1], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1]).ForAll((photo, a, b, c, d) =>
        {
            using var picture = EncodedPicture.Open(Photos[photo]);
            var (height, width) = (picture.Size.Height, picture.Size.Width);
            var (rows, columns) = (1 + (int)(a * (height - 1)), 1 + (int)(b * (width - 1)));
            var area = new PixelArea((int)(c * (height - rows)), (int)(d * (width - columns)), rows, columns);
            using var part = picture.Decode(3, area);
            using var bitmap = picture.DecodeWhole();
            Assert.Equal(area, part.Area);
            var pixels = bitmap.GetPixelSpan();
            for (var channel = 0; channel < 3; channel++)
            {
                for (var y = 0; y < rows; y++)
                {
                    for (var x = 0; x < columns; x++)
                        Assert.Equal(pixels[((area.Top + y) * bitmap.RowBytes) + (4 * (area.Left + x)) + channel], part.Pixels[(((channel * rows) + y) * columns) + x]);
                }
            }
        }, cases: 60);
}
