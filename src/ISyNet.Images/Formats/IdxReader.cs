using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using ISyNet.Graph;

namespace ISyNet.Images.Formats;

/// <summary>Images and labels from two idx files.</summary>
/// <param name="Shape">One image.</param>
/// <param name="Pixels">All images, NCHW.</param>
/// <param name="Labels">One number per image.</param>
internal sealed record IdxImages(Shape Shape, byte[] Pixels, byte[] Labels);

/// <summary>
/// Reads the idx format of the MNIST family (http://yann.lecun.com/exdb/mnist), plain or gzip-compressed. All numbers are
/// big-endian: two zero bytes, type (8 = unsigned byte), rank, one 32-bit size per dimension, values.
/// </summary>
internal static class IdxReader
{
    private const int MaxBytes = 1 << 30;

    /// <summary>Reads an images file (N x H x W or N x C x H x W bytes) and its labels file (N bytes).</summary>
    /// <exception cref="ImageException">A file is missing, truncated or not idx; the message names file, offset and reason.</exception>
    public static ImageSet Read(string imagesPath, string labelsPath, ImmutableArray<string> classNames, string name)
    {
        var images = ReadImages(imagesPath, labelsPath);
        for (var i = 0; i < images.Labels.Length; i++)
        {
            if (images.Labels[i] >= classNames.Length)
                throw new ImageException($"{labelsPath}: offset {8 + i}: label {images.Labels[i]}, but there are {classNames.Length} classes");
        }

        return new ImageSet(name, images.Shape, classNames, images.Pixels, [.. images.Labels.Select(label => (int)label)]);
    }

    internal static IdxImages ReadImages(string imagesPath, string labelsPath)
    {
        var (sizes, pixels) = ReadBytes(imagesPath);
        if (sizes.Length is not (3 or 4))
            throw new ImageException($"{imagesPath}: offset 3: rank {sizes.Length}; images have rank 3 or 4");
        var (labelSizes, labels) = ReadBytes(labelsPath);
        if (labelSizes.Length != 1)
            throw new ImageException($"{labelsPath}: offset 3: rank {labelSizes.Length}; labels have rank 1");
        if (labels.Length != sizes[0])
            throw new ImageException($"{labelsPath}: has {labels.Length} labels, but {imagesPath} has {sizes[0]} images");
        return new(sizes.Length == 3 ? Shape.Map(1, sizes[1], sizes[2]) : Shape.Map(sizes[1], sizes[2], sizes[3]), pixels, labels);
    }

    /// <summary>Reads one idx file of unsigned bytes.</summary>
    /// <returns>The dimensions and the values.</returns>
    /// <exception cref="ImageException">The file is missing, truncated or not idx.</exception>
    public static (ImmutableArray<int> Sizes, byte[] Values) ReadBytes(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var zipped = file.ReadByte() == 0x1f;
            file.Position = 0;
            using Stream stream = zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
            return Read(stream, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ImageException($"{path}: {error.Message}", error);
        }
    }

    private static (ImmutableArray<int> Sizes, byte[] Values) Read(Stream stream, string path)
    {
        Span<byte> head = stackalloc byte[4];
        Fill(stream, head, path, 0);
        if (head[0] != 0 || head[1] != 0 || head[2] != 8)
            throw new ImageException(FileHead.Stranger(FileHead.Read(path)) is { } stranger
                ? $"{path}: is {stranger}"
                : $"{path}: offset 0: is not an idx file of unsigned bytes (it starts with {Convert.ToHexString(head)})");
        if (head[3] is 0 or > 4)
            throw new ImageException($"{path}: offset 3: rank {head[3]}; it must be 1 to 4");
        var sizes = ImmutableArray.CreateBuilder<int>(head[3]);
        var total = 1L;
        Span<byte> number = stackalloc byte[4];
        for (var i = 0; i < head[3]; i++)
        {
            Fill(stream, number, path, 4 + (4 * i));
            var size = BinaryPrimitives.ReadUInt32BigEndian(number);
            total *= size;
            if (size == 0 || total > MaxBytes)
                throw new ImageException($"{path}: offset {4 + (4 * i)}: size {size} of dimension {i}; sizes are above 0 and their product at most {MaxBytes}");
            sizes.Add((int)size);
        }

        var values = new byte[total];
        Fill(stream, values, path, 4 + (4 * head[3]));
        return stream.ReadByte() < 0
            ? (sizes.MoveToImmutable(), values)
            : throw new ImageException($"{path}: offset {4 + (4 * head[3]) + total}: more data than the header announces");
    }

    private static void Fill(Stream stream, Span<byte> target, string path, long offset)
    {
        var read = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (read < target.Length)
            throw new ImageException($"{path}: offset {offset + read}: ends early, {target.Length - read} bytes are missing (offsets are of the unpacked data)");
    }
}
