using ISyNet.Images.Formats;
using ISyNet.Images.Resizing;
using SkiaSharp;

namespace ISyNet.Images.Decoding;

/// <summary>A picture file in memory of which the header is read. Of JPEGs only the rows that are asked for are decoded, and at 1/2, 1/4 or 1/8 of their size.</summary>
internal sealed class EncodedPicture : IDisposable
{
    private const long MaxFileBytes = 1L << 29;
    private const int RowsPerRead = 16, BytesPerPixel = 4;

    private readonly string _path;
    private readonly PinnedMemory _file;
    private readonly int _length;
    private SKData? _data;
    private SKCodec? _codec;

    private EncodedPicture(string path, PinnedMemory file, int length) => (_path, _file, _length) = (path, file, length);

    /// <summary>The size of the upright picture.</summary>
    public PictureSize Size { get; private set; }

    private SKCodec Codec => _codec!;

    // Only upright JPEGs can be decoded in rows or at a reduced size.
    private bool IsDivisible => Codec.EncodedFormat == SKEncodedImageFormat.Jpeg && Size.Orientation == 1;

    /// <exception cref="ImageException">The file cannot be read, is not a picture or too large; the message names it.</exception>
    public static EncodedPicture Open(string path)
    {
        var picture = ReadFile(path);
        try
        {
            picture._data = SKData.Create(picture._file.Address, picture._length);
            picture._codec = SKCodec.Create(picture._data) ?? throw NoPicture(path);
            picture.Size = Measure(path, picture._codec);
            return picture;
        }
        catch
        {
            picture.Dispose();
            throw;
        }
    }

    /// <summary>The size of a picture by its codec.</summary>
    /// <exception cref="ImageException">It is too large.</exception>
    public static PictureSize Measure(string path, SKCodec codec)
    {
        var (width, height, orientation) = (codec.Info.Width, codec.Info.Height, (int)codec.EncodedOrigin);
        if ((long)width * height is < 1 or > ImageDecoder.MaxPixels)
            throw new ImageException($"{path}: is {width}x{height} pixels, more than the {ImageDecoder.MaxPixels} that a picture may have");
        return PictureOrientation.IsSideways(orientation) ? new(height, width, orientation) : new(width, height, orientation);
    }

    public static ImageException NoPicture(string path)
    {
        var head = FileHead.Read(path);
        return new ImageException(head.Length == 0 ? $"{path}: is empty"
            : FileHead.Stranger(head) is { } stranger ? $"{path}: is {stranger}"
            : $"{path}: is not a readable picture (PNG, JPEG, WebP, BMP, GIF)");
    }

    /// <summary>The size of the picture decoded at 1 / <paramref name="reduction"/> of its size; null where the format cannot.</summary>
    public (int Height, int Width)? Reduced(int reduction)
    {
        if (!IsDivisible)
            return null;
        var size = Codec.GetScaledDimensions(1f / reduction);
        return size.Width == (Size.Width + reduction - 1) / reduction && size.Height == (Size.Height + reduction - 1) / reduction ? (size.Height, size.Width) : null;
    }

    /// <summary>Decodes an area of the picture.</summary>
    /// <param name="channels">1 or 3.</param>
    /// <param name="area">The pixels that are needed.</param>
    /// <returns>Those pixels, or all.</returns>
    /// <exception cref="ImageException">The picture is damaged.</exception>
    public PicturePlanes Decode(int channels, PixelArea area)
    {
        if (IsDivisible && DecodeRows(channels, area, (Size.Height, Size.Width)) is { } planes)
            return planes;
        using var bitmap = DecodeWhole();
        var whole = new PicturePlanes(channels, PixelArea.Whole(bitmap.Height, bitmap.Width));
        var pixels = bitmap.GetPixelSpan();
        for (var y = 0; y < bitmap.Height; y++)
            whole.Write(y, pixels.Slice(y * bitmap.RowBytes, bitmap.Width * BytesPerPixel));
        return whole;
    }

    /// <summary>The whole picture, upright.</summary>
    /// <exception cref="ImageException">The picture is damaged.</exception>
    public SKBitmap DecodeWhole()
    {
        var info = Rgba(Codec.Info.Width, Codec.Info.Height);
        var bitmap = new SKBitmap(info);
        var result = Codec.GetPixels(info, bitmap.GetPixels());
        if (result == SKCodecResult.Success)
            return PictureOrientation.Upright(bitmap, Size.Orientation);
        bitmap.Dispose();
        if (result == SKCodecResult.IncompleteInput && JpegEnd.Decode(_file[0, _length].ToArray(), info) is { } whole)
            return PictureOrientation.Upright(whole, Size.Orientation);
        throw new ImageException($"{_path}: is damaged: {(result == SKCodecResult.IncompleteInput ? "it ends early" : result)}");
    }

    public void Dispose()
    {
        _codec?.Dispose();
        _data?.Dispose();
        _file.Dispose();
    }

    private static EncodedPicture ReadFile(string path)
    {
        try
        {
            // A pipe has no length and is not opened.
            if (new FileInfo(path) is { Exists: true, Length: 0 })
                throw NoPicture(path);
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            if (length is 0 or > MaxFileBytes)
                throw length == 0 ? NoPicture(path) : new ImageException($"{path}: has {length} bytes, more than the {MaxFileBytes} that a picture may have");
            var bytes = new PinnedMemory((int)length);
            try
            {
                var read = 0;
                while (read < length && RandomAccess.Read(file, bytes[read, (int)length - read], read) is > 0 and var more)
                    read += more;
                return new EncodedPicture(path, bytes, read);
            }
            catch
            {
                bytes.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path}: {error.Message}", error);
        }
    }

    private static SKImageInfo Rgba(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);

    /// <summary>Decodes an area of a JPEG at one of its sizes, by whole rows.</summary>
    /// <param name="channels">1 or 3.</param>
    /// <param name="area">The pixels that are needed, of the picture of that size.</param>
    /// <param name="size">The picture's own size, or one from <see cref="Reduced"/>.</param>
    /// <returns>Null if rows are missing. Decoding the whole picture then shows whether the file is damaged.</returns>
    public PicturePlanes? DecodeRows(int channels, PixelArea area, (int Height, int Width) size)
    {
        var (height, width) = size;
        // Whole rows: Skia keeps the address of a subset beyond the call and reads it again where a file ends early, when SkiaSharp's copy is gone.
        if (Codec.StartScanlineDecode(Rgba(width, height)) != SKCodecResult.Success || !Codec.SkipScanlines(area.Top))
            return null;
        var planes = new PicturePlanes(channels, area);
        var rowBytes = width * BytesPerPixel;
        using var rows = new PinnedMemory(RowsPerRead * rowBytes);
        for (var row = 0; row < area.Height; row += RowsPerRead)
        {
            var count = Math.Min(RowsPerRead, area.Height - row);
            if (Codec.GetScanlines(rows.Address, count, rowBytes) != count)
            {
                planes.Dispose();
                return null;
            }

            for (var i = 0; i < count; i++)
                planes.Write(row + i, rows[(i * rowBytes) + (area.Left * BytesPerPixel), area.Width * BytesPerPixel]);
        }

        return planes;
    }
}
