using ISyNet.Graph;
using SkiaSharp;

namespace ISyNet.Reports.Classification;

/// <summary>A small PNG of an image of 8-bit pixels.</summary>
internal static class Thumbnail
{
    private const int Side = 112;

    /// <summary>Draws an image: small ones with whole enlarged pixels, large ones reduced.</summary>
    /// <param name="pixels">CHW; of one channel grey, of three red, green and blue, of others the first as grey.</param>
    /// <param name="shape">Channels x height x width.</param>
    public static byte[] Png(ReadOnlySpan<byte> pixels, Shape shape)
    {
        var (height, width) = (shape.Height, shape.Width);
        var area = height * width;
        using var own = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var target = own.GetPixelSpan();
        for (var p = 0; p < area; p++)
        {
            for (var c = 0; c < 3; c++)
                target[(4 * p) + c] = pixels[(shape.Channels == 3 ? c * area : 0) + p];
            target[(4 * p) + 3] = byte.MaxValue;
        }

        var longest = Math.Max(height, width);
        var (tall, wide) = longest > Side ? (Scaled(height), Scaled(width)) : (height * (Side / longest), width * (Side / longest));
        using var scaled = own.Resize(own.Info.WithSize(wide, tall), longest > Side ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear) : new SKSamplingOptions(SKFilterMode.Nearest));
        using var png = scaled.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();

        int Scaled(int side) => Math.Max(1, side * Side / longest);
    }
}
