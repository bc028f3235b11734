using ISyNet.Graph;
using ISyNet.Images.Decoding;
using ISyNet.Images.Resizing;
using SkiaSharp;

namespace ISyNet.Images.Tests.Decoding;

/// <summary>Which ends of a JPEG are damage.</summary>
public sealed class JpegEnds : IDisposable
{
    private static readonly Shape Size = Shape.Map(3, 24, 32);
    private readonly PictureFolder _folder = new();
    private readonly byte[] _whole;

    public JpegEnds()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(32, 24, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var i = 0; i < 32 * 24; i++)
            bitmap.SetPixel(i % 32, i / 32, new SKColor((byte)(i * 7), (byte)(i * i), (byte)(i * 31 % 251)));
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        _whole = data.ToArray();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_end_marker_and_bytes_behind_it_are_no_damage()
    {
        var expected = Decode(_whole);
        Assert.Equal(expected, Decode(_whole[..^2]));
        Assert.Equal(expected, Decode(_whole[..^1]));
        Assert.Equal(expected, Decode([.. _whole, .. new byte[500]]));
    }

    [Fact]
    public void Missing_picture_data_is_damage_wherever_the_file_was_cut()
    {
        for (var cut = _whole.Length / 2; cut < _whole.Length - 8; cut++)
            Assert.Contains("is damaged: it ends early", Assert.Throws<ImageException>(() => Decode(_whole[..cut])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void At_a_reduced_size_the_same_ends_are_damage()
    {
        // Without its end marker the picture is decoded at its full size, which rounds differently.
        Assert.All(Thumbnail(_whole).Zip(Thumbnail(_whole[..^2])), pair => Assert.InRange(pair.Second, pair.First - 16, pair.First + 16));
        Assert.Contains("is damaged: it ends early", Assert.Throws<ImageException>(() => Thumbnail(_whole[..(_whole.Length / 2)])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n<!DOCTYPE html><html></html>", "is a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "is a Git LFS pointer")]
    [InlineData("PK\u0003\u0004 and more", "is a zip archive")]
    [InlineData("II*\0........", "is a TIFF picture, which is not read: convert it")]
    [InlineData("P6\n8 8\n255\n", "is a PPM (netpbm) picture")]
    [InlineData("\0\0\0\u0018ftypheic....", "is a HEIC picture")]
    [InlineData("hello", "is not a readable picture")]
    public void A_file_that_is_something_else_is_named(string content, string part) =>
        Assert.Contains(part, Assert.Throws<ImageException>(() => Decode(System.Text.Encoding.ASCII.GetBytes(content))).Message, StringComparison.Ordinal);

    private byte[] Decode(byte[] file) => ImageDecoder.Decode(Saved(file), Size);

    // An eighth of the size, so the decoder reduces.
    private byte[] Thumbnail(byte[] file)
    {
        var pixels = new byte[3 * 3 * 4];
        ImageDecoder.DecodeCrop(Saved(file), Shape.Map(3, 3, 4), (height, width) => new PictureCrop(0, 0, height, width, PictureInterpolation.Bilinear), pixels);
        return pixels;
    }

    private string Saved(byte[] file)
    {
        var path = _folder["x.jpg"];
        File.WriteAllBytes(path, file);
        return path;
    }
}
