using System.Security.Cryptography;
using CsCheck;
using ISyNet.Graph;
using ISyNet.Images.Decoding;
using ISyNet.Images.Resizing;

namespace ISyNet.Images.Tests.Decoding;

/// <summary>Photos decoded in part or at a fraction of their size, against all their pixels.</summary>
public sealed class PartsOfPhotos
{
    private static readonly string[] Photos = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "clothing"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    // docs/data.md gives these.
    private const double MeanTolerance = 2, Tolerance = 40;

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

    /// <summary><c>Image.open(f).convert("RGB").crop(box).resize((224, 224), k)</c> by Pillow 9.4, channel by channel.</summary>
    [Theory]
    [InlineData("shoes/1.jpg", 20, 31, 220, 240, 224, 224, PictureInterpolation.Bilinear, "f672d4246aeddb5a")]
    [InlineData("shoes/1.jpg", 20, 31, 220, 240, 224, 224, PictureInterpolation.Bicubic, "ebd6342c1f826600")]
    [InlineData("dress/1.jpg", 0, 0, 256, 256, 96, 80, PictureInterpolation.Bilinear, "76ff0acc95ef28f1")]
    [InlineData("dress/1.jpg", 0, 0, 256, 256, 96, 80, PictureInterpolation.Bicubic, "011cd693bad93d26")]
    [InlineData("hat/2.jpg", 100, 7, 131, 30, 64, 64, PictureInterpolation.Bilinear, "207d5686a4f27f59")]
    [InlineData("hat/2.jpg", 100, 7, 131, 30, 64, 64, PictureInterpolation.Bicubic, "b50037b00d25fc34")]
    public void A_resized_crop_is_pillow_s_to_the_bit(string photo, int left, int top, int right, int bottom, int width, int height, PictureInterpolation interpolation, string hash)
    {
        var shape = Shape.Map(3, height, width);
        var pixels = new byte[shape.Elements];
        ImageDecoder.DecodeCrop(Path.Combine(AppContext.BaseDirectory, "clothing", photo), shape, (_, _) => new PictureCrop(top, left, bottom - top, right - left, interpolation), pixels);
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(pixels))[..16]);
    }

    /// <summary>A crop that is many times the image is decoded at a fraction of the picture's size: little may change.</summary>
    [Fact, Trait("Category", Property.Category)]
    public void A_reduced_crop_is_within_two_levels_of_the_exact_one_on_average() =>
        Gen.Select(Gen.Int[0, Photos.Length - 1], Gen.Int[16, 40], Gen.Double[0.8, 1], Gen.Double[0, 1], Gen.Bool).ForAll((photo, side, share, place, smooth) =>
        {
            var shape = Shape.Map(3, side, side);
            var (actual, expected) = (new byte[shape.Elements], new byte[shape.Elements]);
            PictureCrop Choose(int height, int width) => new(
                (int)(place * (1 - share) * height), (int)(place * (1 - share) * width), (int)(share * height), (int)(share * width), smooth ? PictureInterpolation.Bilinear : PictureInterpolation.Bicubic);
            ImageDecoder.DecodeCrop(Photos[photo], shape, Choose, actual);
            using var picture = EncodedPicture.Open(Photos[photo]);
            var exact = PlaneScaling.Part(Choose(picture.Size.Height, picture.Size.Width), shape);
            using (var planes = picture.Decode(3, exact.Area))
                exact.Apply(planes.Pixels, planes.Area, expected);
            var differences = actual.Zip(expected, (a, b) => Math.Abs(a - b)).ToArray();
            Assert.True(differences.Average() <= MeanTolerance && differences.Max() <= Tolerance, $"{Photos[photo]}: {differences.Average()} on average, {differences.Max()} at most");
        }, cases: 200);
}
