using SkiaSharp;

namespace ISyNet.Images.Decoding;

/// <summary>
/// Distinguishes a JPEG without an end marker, which many programs leave out, from a truncated one. With the marker added, both
/// decode; but the bytes before the marker change the picture only if picture data is missing.
/// </summary>
internal static class JpegEnd
{
    private static readonly byte[] Start = [0xFF, 0xD8];
    private static readonly byte[] Marker = [0xFF, 0xD9];

    // A 0 behind a 0xFF makes a value of it; without it a marker would begin.
    private static readonly byte[][] OtherData =
        [.. new byte[] { 37, 101, 203 }.Select(step => (byte[])[.. Enumerable.Range(1, 96).Select(i => (byte)(i * step % 251)), .. Marker])];

    /// <summary>The complete picture; null if data is missing or the file is not a JPEG.</summary>
    public static SKBitmap? Decode(byte[] file, SKImageInfo info)
    {
        if (!file.AsSpan().StartsWith(Start))
            return null;
        var picture = Decode(file, Marker, info);
        if (picture is not null && OtherData.All(data => Shows(picture, data)))
            return picture;
        picture?.Dispose();
        return null;

        bool Shows(SKBitmap expected, byte[] data)
        {
            using var other = Decode(file, file[^1] == 0xFF ? [0, .. data] : data, info);
            return other is not null && other.GetPixelSpan().SequenceEqual(expected.GetPixelSpan());
        }
    }

    private static SKBitmap? Decode(byte[] file, byte[] end, SKImageInfo info)
    {
        using var data = SKData.CreateCopy([.. file, .. end]);
        using var codec = SKCodec.Create(data);
        var bitmap = new SKBitmap(info);
        if (codec?.GetPixels(info, bitmap.GetPixels()) == SKCodecResult.Success)
            return bitmap;
        bitmap.Dispose();
        return null;
    }
}
