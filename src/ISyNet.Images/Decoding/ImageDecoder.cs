using ISyNet.Graph;
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

    /// <summary>The least reduction that is left to the interpolation, so that the decoder's own reduction hardly shows.</summary>
    private const double LeastLeft = 2;

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
        ArgumentNullException.ThrowIfNull(reading);
        var pixels = new byte[reading.Shape.Elements];
        Decode(path, reading, pixels);
        return pixels;
    }

    /// <summary>Decodes a file into memory of the caller.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="reading">Size and resizing of the result.</param>
    /// <param name="pixels">Receives the pixels, channel by channel.</param>
    /// <exception cref="ImageException">The file cannot be read, is not a picture, is truncated or too large; the message names it.</exception>
    public static void Decode(string path, PictureReading reading, Span<byte> pixels)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(reading);
        reading.Check(path);
        using var picture = EncodedPicture.Open(path);
        var (size, shape) = (picture.Size, reading.Shape);
        if (reading.ResizeSide == 0 && (size.Height, size.Width) == (shape.Height, shape.Width))
        {
            using var planes = picture.Decode(shape.Channels, PixelArea.Whole(size.Height, size.Width));
            planes.Pixels.CopyTo(pixels);
            return;
        }

        Scale(picture, PlaneScaling.CropToCentre(size.Height, size.Width, shape, reading.ResizeSide, reading.Interpolation), pixels);
    }

    /// <summary>
    /// Decodes a rectangle of a picture, resized to an image. Of a JPEG, only the rows of the rectangle are decoded, and a rectangle of
    /// at least 4, 8 or 16 times the image's size is decoded at 1/2, 1/4 or 1/8 of the picture's, which changes pixels a little.
    /// </summary>
    /// <param name="path">The picture.</param>
    /// <param name="shape">Channels (1 or 3) x height x width of the result.</param>
    /// <param name="choose">Chooses the rectangle.</param>
    /// <param name="pixels">Receives the pixels, channel by channel.</param>
    /// <exception cref="ImageException">As <see cref="Decode(string, PictureReading)"/>.</exception>
    public static void DecodeCrop(string path, Shape shape, CropChoice choose, Span<byte> pixels)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(choose);
        new PictureReading(shape).Check(path);
        using var picture = EncodedPicture.Open(path);
        var crop = choose(picture.Size.Height, picture.Size.Width);
        for (var reduction = 8; reduction > 1; reduction /= 2)
        {
            if (Math.Min((double)crop.Height / shape.Height, (double)crop.Width / shape.Width) < reduction * LeastLeft || picture.Reduced(reduction) is not { } reduced)
                continue;
            var scaling = PlaneScaling.ReducedPart(crop, shape, reduced.Height, reduced.Width, reduction);
            using var planes = picture.DecodeRows(shape.Channels, scaling.Area, reduced);
            // Where rows are missing, the full size shows whether the file is damaged.
            if (planes is null)
                break;
            scaling.Apply(planes.Pixels, planes.Area, pixels);
            return;
        }

        Scale(picture, PlaneScaling.Part(crop, shape), pixels);
    }

    /// <summary>The size of the upright picture; reads only the header of the file.</summary>
    /// <exception cref="ImageException">The file cannot be read, is not a picture or too large; the message names it.</exception>
    public static PictureSize Measure(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: 0 })
                throw EncodedPicture.NoPicture(path);
            using var stream = File.OpenRead(path);
            using var codec = SKCodec.Create(stream) ?? throw EncodedPicture.NoPicture(path);
            return EncodedPicture.Measure(path, codec);
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
        using var picture = EncodedPicture.Open(path);
        var size = picture.Size;
        var scale = Math.Min((double)target.Height / size.Height, (double)target.Width / size.Width);
        var fitted = Shape.Map(target.Channels, Fit(size.Height, target.Height), Fit(size.Width, target.Width));
        var planes = new byte[fitted.Elements];
        Scale(picture, PlaneScaling.Stretch(size.Height, size.Width, fitted, PictureInterpolation.Bicubic), planes);
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
        using var picture = EncodedPicture.Open(path);
        return picture.DecodeWhole();
    }

    private static void Scale(EncodedPicture picture, PlaneScaling scaling, Span<byte> pixels)
    {
        using var planes = picture.Decode(scaling.Target.Channels, scaling.Area);
        scaling.Apply(planes.Pixels, planes.Area, pixels);
    }
}
