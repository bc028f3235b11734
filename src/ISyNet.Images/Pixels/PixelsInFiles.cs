using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ISyNet.Graph;
using ISyNet.Images.Decoding;

namespace ISyNet.Images.Pixels;

/// <summary>
/// Pictures that are decoded on each read, for sets that are too large for memory. A damaged picture is replaced by grey from then
/// on and listed; too many are an error.
/// </summary>
internal sealed class PixelsInFiles(ImmutableArray<string> files, PictureReading reading, DamageRecord damage) : PixelStore
{
    private const byte Grey = 128;

    public override ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var pixels = new byte[reading.Shape.Elements];
            Read(index, pixels);
            return pixels;
        }
    }

    public override void Read(int index, Span<byte> pixels)
    {
        try
        {
            ImageDecoder.Decode(files[index], reading, pixels);
        }
        catch (ImageException error)
        {
            Replace(files[index], error, pixels);
        }
    }

    public override void ReadCrop(int index, Shape shape, CropChoice choose, Span<byte> pixels)
    {
        try
        {
            ImageDecoder.DecodeCrop(files[index], shape, choose, pixels);
        }
        catch (ImageException error)
        {
            Replace(files[index], error, pixels);
        }
    }

    public override bool DecodesWhenRead => true;

    public override ImmutableArray<string> Damaged => damage.Lines(files);

    public override ReadOnlyMemory<byte> All(int count, int imageBytes)
    {
        if ((long)count * imageBytes > Array.MaxLength)
            throw new ImageException($"{count} pictures of {reading.Shape} do not fit into memory at once: choose a smaller size or fewer pictures");
        var all = new byte[count * imageBytes];
        Concurrently.Run(count, i => Read(i, all.AsSpan(i * imageBytes, imageBytes)));
        return all;
    }

    public override PixelStore Select(ReadOnlySpan<int> indices, int imageBytes)
    {
        var selected = ImmutableArray.CreateBuilder<string>(indices.Length);
        foreach (var index in indices)
            selected.Add(files[index]);
        return new PixelsInFiles(selected.MoveToImmutable(), reading, damage);
    }

    // Name, size and time instead of the pixels, which would take as long as an epoch to read.
    public override void AddContent(IncrementalHash hash)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{reading.ResizeSide} {reading.Interpolation}\n"));
        foreach (var file in files)
        {
            var info = new FileInfo(file);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{info.Name} {(info.Exists ? info.Length : -1)}\n")));
        }
    }

    public override void Identify(IncrementalHash hash)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(reading.ToString()));
        foreach (var file in files)
        {
            var info = new FileInfo(file);
            var length = info.Exists ? info.Length : -1;
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file} {length} {info.LastWriteTimeUtc.Ticks}\n")));
        }
    }

    private void Replace(string file, ImageException error, Span<byte> pixels)
    {
        damage.Add(file, error);
        pixels.Fill(Grey);
    }
}
