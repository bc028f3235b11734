using System.Security.Cryptography;
using ISyNet.Graph;
using ISyNet.Images.Decoding;
using ISyNet.Images.Resizing;
using SkiaSharp;

namespace ISyNet.Images.Tests.Resizing;

/// <summary>
/// The evaluation transform against Pillow 9.4 and torchvision's rules. The values are those of
/// <c>im.resize((w, h), f).crop((l, t, l + crop, t + crop))</c> with the shorter side <c>side</c>, the other <c>int(side * long / short)</c>,
/// <c>l = int(round((w - crop) / 2.0))</c>, channel by channel.
/// </summary>
public sealed class PillowNumbers : IDisposable
{
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(23, 17, 8, 6, PictureInterpolation.Bilinear, "122bf1edd7267a90")]
    [InlineData(23, 17, 8, 6, PictureInterpolation.Bicubic, "68684e1071133847")]
    [InlineData(17, 31, 12, 12, PictureInterpolation.Bilinear, "b2c7703b7563c808")]
    [InlineData(17, 31, 12, 12, PictureInterpolation.Bicubic, "5cd990cb121bf2fe")]
    [InlineData(5, 4, 9, 7, PictureInterpolation.Bilinear, "bd415c70f07967ef")]
    [InlineData(5, 4, 9, 7, PictureInterpolation.Bicubic, "a51f9b6e373d9159")]
    [InlineData(200, 150, 64, 56, PictureInterpolation.Bilinear, "5a99c7dc7502d8f4")]
    [InlineData(200, 150, 64, 56, PictureInterpolation.Bicubic, "c5a829b21b94bdb3")]
    public void Resize_and_centre_crop_are_pillow_s_to_the_bit(int width, int height, int side, int crop, PictureInterpolation interpolation, string hash)
    {
        var path = _folder.Save("a.png", width, height, (x, y) => new SKColor((byte)((x * 37) + (y * 91)), (byte)((x * x * 5) + (y * 13)), (byte)(x * y * 7)));
        var pixels = ImageDecoder.Decode(path, new PictureReading(Shape.Map(3, crop, crop)) { ResizeSide = side, Interpolation = interpolation });
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(pixels))[..16]);
    }

    [Fact]
    public void The_evaluation_of_imagenet_drops_an_eighth_of_the_shorter_side()
    {
        var path = _folder.Save("b.png", 512, 256, (x, y) => x is >= 144 and < 368 && y is >= 16 and < 240 ? SKColors.White : SKColors.Black);
        Assert.All(ImageDecoder.Decode(path, PictureReading.ImageNet), pixel => Assert.Equal(255, pixel));
    }

    [Fact]
    public void Images_in_memory_are_resized_as_pictures_are()
    {
        var path = _folder.Save("d.png", 20, 14, (x, y) => new SKColor((byte)(x * 12), (byte)(y * 17), (byte)(x * y)));
        var (from, to) = (Shape.Map(3, 14, 20), Shape.Map(3, 9, 11));
        var set = new ImageSet("one", from, ["a"], ImageDecoder.Decode(path, from), [0]);
        Assert.Equal(ImageDecoder.Decode(path, to), set.Resized(to)[0].ToArray());
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1 << 20)]
    public void A_side_below_the_image_or_beyond_reason_is_refused(int side)
    {
        var path = _folder.Save("c.png", 9, 9, (_, _) => SKColors.Red);
        var reading = new PictureReading(Shape.Map(3, 8, 8)) { ResizeSide = side };
        Assert.Contains($"shorter side of {side}", Assert.Throws<ImageException>(() => ImageDecoder.Decode(path, reading)).Message, StringComparison.Ordinal);
    }
}
