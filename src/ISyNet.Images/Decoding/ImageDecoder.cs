using ISyNet.Graph;
using ISyNet.Images.Formats;
using ISyNet.Images.Resizing;
using SkiaSharp;

namespace ISyNet.Images.Decoding;

/// <summary>
/// Decodes PNG, JPEG and other formats of Skia into 8-bit pixels, CHW, of a given size: turned upright by EXIF, transparency
/// over black, the shorter side resized to the target's, then a centre crop. One channel is grey: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601).
/// </summary>
public static class ImageDecoder
{
    /// <summary>The largest number of pixels of a picture; larger pictures are refused before decoding.</summary>
    public const long MaxPixels = 1L << 27;

    private const long MaxFileBytes = 1L << 29;

    /// <summary>Decodes a file with bicubic interpolation, cropping as little as possible.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="target">Channels (1 or 3) x height x width of the result.</param>
    /// <returns>The pixels, channel by channel.</returns>
    /// <exception cref="ImageException">The file cannot be read, is not a picture, is truncated or too large; the message names it.</exception>
    public static byte[] Decode(string path, Shape target) => Decode(path, new PictureReading(target));

    /// <summary>Decodes a file.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="reading">Size and resizing of the result.</param>
    /// <returns>The pixels, channel by channel.</returns>
    /// <exception cref="ImageException">The file cannot be read, is not a picture, is truncated or too large; the message names it.</exception>
    public static byte[] Decode(string path, PictureReading reading)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(reading);
        reading.Check(path);
        using var bitmap = Load(path, out _);
        var own = Shape.Map(reading.Shape.Channels, bitmap.Height, bitmap.Width);
        return PlaneScaling.CropToCentre(ToPlanes(bitmap, own), own, reading.Shape, reading.ResizeSide, reading.Interpolation);
    }

    /// <summary>The size of the upright picture; reads only the header of the file.</summary>
    /// <exception cref="ImageException">The file cannot be read, is not a picture or too large; the message names it.</exception>
    public static PictureSize Measure(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: 0 })
                throw NoPicture(path);
            using var stream = File.OpenRead(path);
            using var codec = SKCodec.Create(stream) ?? throw NoPicture(path);
            return Size(path, codec);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Decodes a whole picture without cropping: scaled to fit, at the top left corner, the rest filled with grey.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="target">Channels (1 or 3) x height x width of the result.</param>
    /// <exception cref="ImageException">As <see cref="Decode(string, PictureReading)"/>.</exception>
    public static FittedPicture DecodeFitted(string path, Shape target)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!target.IsMap || target.Channels is not (1 or 3))
            throw new ImageException($"{path}: cannot be decoded to {target}: a picture has 1 or 3 channels");
        using var bitmap = Load(path, out var size);
        var scale = Math.Min((double)target.Height / bitmap.Height, (double)target.Width / bitmap.Width);
        var own = Shape.Map(target.Channels, bitmap.Height, bitmap.Width);
        var fitted = Shape.Map(target.Channels, Fit(bitmap.Height, target.Height), Fit(bitmap.Width, target.Width));
        var planes = PlaneScaling.Stretch(ToPlanes(bitmap, own), own, fitted, PictureInterpolation.Bicubic);
        return new FittedPicture(FittedPicture.Fill(planes, fitted, target), size, scale);

        int Fit(int side, int room) => Math.Clamp((int)Math.Round(side * scale), 1, room);
    }

    /// <summary>Decodes a file at its own size, for drawing.</summary>
    /// <param name="path">The picture.</param>
    /// <returns>The bitmap; the caller disposes it.</returns>
    /// <exception cref="ImageException">As <see cref="Decode(string, PictureReading)"/>.</exception>
    public static SKBitmap DecodeBitmap(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Load(path, out _);
    }

    private static SKBitmap Load(string path, out PictureSize size)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true } file && file.Length is 0 or > MaxFileBytes)
                throw file.Length == 0 ? NoPicture(path) : new ImageException($"{path}: has {file.Length} bytes, more than the {MaxFileBytes} that a picture may have");
            var bytes = File.ReadAllBytes(path);
            using var data = SKData.CreateCopy(bytes);
            using var codec = SKCodec.Create(data) ?? throw NoPicture(path);
            var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
            size = Size(path, codec);
            var bitmap = new SKBitmap(info);
            var result = codec.GetPixels(info, bitmap.GetPixels());
            if (result == SKCodecResult.Success)
                return PictureOrientation.Upright(bitmap, size.Orientation);
            bitmap.Dispose();
            if (result == SKCodecResult.IncompleteInput && JpegEnd.Decode(bytes, info) is { } whole)
                return PictureOrientation.Upright(whole, size.Orientation);
            throw new ImageException($"{path}: is damaged: {(result == SKCodecResult.IncompleteInput ? "it ends early" : result)}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path}: {error.Message}", error);
        }
    }

    private static ImageException NoPicture(string path)
    {
        var head = FileHead.Read(path);
        return new ImageException(head.Length == 0 ? $"{path}: is empty"
            : FileHead.Stranger(head) is { } stranger ? $"{path}: is {stranger}"
            : $"{path}: is not a readable picture (PNG, JPEG, WebP, BMP, GIF)");
    }

    private static PictureSize Size(string path, SKCodec codec)
    {
        var (width, height, orientation) = (codec.Info.Width, codec.Info.Height, (int)codec.EncodedOrigin);
        if ((long)width * height is < 1 or > MaxPixels)
            throw new ImageException($"{path}: is {width}x{height} pixels, more than the {MaxPixels} that a picture may have");
        return PictureOrientation.IsSideways(orientation) ? new(height, width, orientation) : new(width, height, orientation);
    }

    // Premultiplied pixels over black are the colour itself: alpha needs no second look.
    private static byte[] ToPlanes(SKBitmap bitmap, Shape target)
    {
        var area = target.Height * target.Width;
        var planes = new byte[target.Elements];
        var bytes = bitmap.GetPixelSpan();
        for (var p = 0; p < area; p++)
        {
            var at = (p / target.Width * bitmap.RowBytes) + (p % target.Width * 4);
            var (r, g, b) = (bytes[at], bytes[at + 1], bytes[at + 2]);
            if (target.Channels == 1)
            {
                planes[p] = (byte)(((299 * r) + (587 * g) + (114 * b) + 500) / 1000);
                continue;
            }

            (planes[p], planes[area + p], planes[(2 * area) + p]) = (r, g, b);
        }

        return planes;
    }
}
