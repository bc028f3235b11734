using System.Buffers.Binary;
using ISyNet.Graph;
using ISyNet.Images.Decoding;
using SkiaSharp;

namespace ISyNet.Images.Tests.Decoding;

/// <summary>Pictures that are stored turned or mirrored and say so (EXIF's tag Orientation).</summary>
public sealed class Orientations : IDisposable
{
    private const int Width = 48, Height = 32;
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Every_orientation_shows_the_same_picture(int orientation)
    {
        var path = Save(orientation);
        Assert.Equal(new PictureSize(Width, Height, orientation), ImageDecoder.Measure(path));
        var pixels = ImageDecoder.Decode(path, Shape.Map(3, Height, Width));
        Assert.Equal([true, false, false, false], Corners(pixels, Height, Width));
        var fitted = ImageDecoder.DecodeFitted(path, Shape.Map(3, Width, Width));
        Assert.Equal((Width, Height), (fitted.Size.Width, fitted.Size.Height));
        Assert.True(fitted.Pixels[(4 * Width) + 4] > 200);
        using var bitmap = ImageDecoder.DecodeBitmap(path);
        Assert.Equal((Width, Height), (bitmap.Width, bitmap.Height));
        Assert.True(bitmap.GetPixel(4, 4).Red > 200 && bitmap.GetPixel(Width - 4, 4).Red < 50 && bitmap.GetPixel(4, Height - 4).Red < 50);
    }

    [Fact]
    public void A_value_that_is_no_orientation_changes_nothing() =>
        Assert.Equal([true, false, false, false], Corners(ImageDecoder.Decode(Save(1, written: 9), Shape.Map(3, Height, Width)), Height, Width));

    // Red in the top left quarter of what is to be seen, stored as a camera held that way stores it.
    private string Save(int orientation, int? written = null)
    {
        var sideways = orientation >= 5;
        using var bitmap = new SKBitmap(new SKImageInfo(sideways ? Height : Width, sideways ? Width : Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                var (right, bottom) = (bitmap.Width - 1, bitmap.Height - 1);
                var (u, v) = orientation switch
                {
                    2 => (right - x, y),
                    3 => (right - x, bottom - y),
                    4 => (x, bottom - y),
                    5 => (y, x),
                    6 => (bottom - y, x),
                    7 => (bottom - y, right - x),
                    8 => (y, right - x),
                    _ => (x, y),
                };
                bitmap.SetPixel(x, y, u < Width / 2 && v < Height / 2 ? SKColors.Red : SKColors.Black);
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        var path = _folder[$"{orientation}.jpg"];
        File.WriteAllBytes(path, WithOrientation(data.ToArray(), written ?? orientation));
        return path;
    }

    /// <summary>Puts an EXIF segment of one tag behind the start of a JPEG.</summary>
    private static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] segment = [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*\0\0\0\b"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt16BigEndian(segment.AsSpan(28), (short)orientation);
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    private static bool[] Corners(byte[] pixels, int height, int width) =>
        [.. new[] { (4, 4), (width - 5, 4), (4, height - 5), (width - 5, height - 5) }.Select(p => pixels[(p.Item2 * width) + p.Item1] > 200)];
}
