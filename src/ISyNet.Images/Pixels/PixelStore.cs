using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ISyNet.Images.Pixels;

/// <summary>Where the pixels of a set's images are. Safe to read from several threads.</summary>
internal abstract class PixelStore
{
    /// <summary>The pixels of one image, CHW.</summary>
    public abstract ReadOnlySpan<byte> this[int index] { get; }

    /// <summary>All pixels of the first <paramref name="count"/> images, one after the other.</summary>
    public abstract ReadOnlyMemory<byte> All(int count, int imageBytes);

    /// <summary>The images of the given indices.</summary>
    public abstract PixelStore Select(ReadOnlySpan<int> indices, int imageBytes);

    /// <summary>Adds what tells these pixels from others.</summary>
    public abstract void Identify(IncrementalHash hash);

    /// <summary>Adds what the pixels are, or the names and sizes of the files that they are decoded from: the same wherever the files lie.</summary>
    public abstract void AddContent(IncrementalHash hash);

    /// <summary>Whether an image costs time when it is read, so that several are best read at once.</summary>
    public abstract bool DecodesWhenRead { get; }

    /// <summary>What was found damaged while it was read, one line each.</summary>
    public abstract ImmutableArray<string> Damaged { get; }
}

/// <summary>Pixels of all images in one array.</summary>
internal sealed class PixelsInMemory(byte[] pixels, int imageBytes) : PixelStore
{
    public override ReadOnlySpan<byte> this[int index] => pixels.AsSpan(checked(index * imageBytes), imageBytes);

    public override bool DecodesWhenRead => false;

    public override ImmutableArray<string> Damaged => [];

    public override ReadOnlyMemory<byte> All(int count, int imageBytes) => pixels;

    public override PixelStore Select(ReadOnlySpan<int> indices, int imageBytes)
    {
        var selected = new byte[(long)indices.Length * imageBytes];
        for (var i = 0; i < indices.Length; i++)
            this[indices[i]].CopyTo(selected.AsSpan(i * imageBytes));
        return new PixelsInMemory(selected, imageBytes);
    }

    public override void Identify(IncrementalHash hash) => hash.AppendData(pixels);

    public override void AddContent(IncrementalHash hash) => Identify(hash);
}
