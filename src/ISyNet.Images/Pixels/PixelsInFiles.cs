using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ISyNet.Images.Decoding;

namespace ISyNet.Images.Pixels;

/// <summary>
/// Pictures that are decoded whenever they are read, for sets that are too large for memory. One that turns out damaged is grey from then
/// on and named; too many are an error.
/// </summary>
internal sealed class PixelsInFiles(ImmutableArray<string> files, PictureReading reading, DamageRecord damage) : PixelStore
{
    private const byte Grey = 128;

    public override ReadOnlySpan<byte> this[int index]
    {
        get
        {
            try
            {
                return ImageDecoder.Decode(files[index], reading);
            }
            catch (ImageException error)
            {
                damage.Add(files[index], error);
                var grey = new byte[reading.Shape.Elements];
                Array.Fill(grey, Grey);
                return grey;
            }
        }
    }

    public override bool DecodesWhenRead => true;

    public override ImmutableArray<string> Damaged => damage.Lines(files);

    public override ReadOnlyMemory<byte> All(int count, int imageBytes)
    {
        if ((long)count * imageBytes > Array.MaxLength)
            throw new ImageException($"{count} pictures of {reading.Shape} do not fit into memory at once: choose a smaller size or fewer pictures");
        var all = new byte[count * imageBytes];
        Concurrently.Run(count, i => this[i].CopyTo(all.AsSpan(i * imageBytes)));
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
}
