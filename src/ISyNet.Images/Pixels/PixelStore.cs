using System.Collections.Immutable;
using System.Security.Cryptography;
using ISyNet.Graph;
using ISyNet.Images.Resizing;

namespace ISyNet.Images.Pixels;

/// <summary>Storage of the pixels of an image set. Reading is thread-safe.</summary>
internal abstract class PixelStore
{
    /// <summary>The pixels of one image, CHW.</summary>
    public abstract ReadOnlySpan<byte> this[int index] { get; }

    /// <summary>Copies the pixels of one image, CHW.</summary>
    public virtual void Read(int index, Span<byte> pixels) => this[index].CopyTo(pixels);

    /// <summary>A rectangle of one image, resized to an image of the same shape.</summary>
    public virtual void ReadCrop(int index, Shape shape, CropChoice choose, Span<byte> pixels) =>
        PlaneScaling.Part(choose(shape.Height, shape.Width), shape).Apply(this[index], PixelArea.Whole(shape.Height, shape.Width), pixels);

    /// <summary>All pixels of the first <paramref name="count"/> images, one after the other.</summary>
    public abstract ReadOnlyMemory<byte> All(int count, int imageBytes);

    /// <summary>The images of the given indices.</summary>
    public abstract PixelStore Select(ReadOnlySpan<int> indices, int imageBytes);

    /// <summary>Adds the identity of these pixels to a hash.</summary>
    public abstract void Identify(IncrementalHash hash);

    /// <summary>Adds the content to a hash: the pixels, or the names and sizes of the files that they are decoded from. It does not depend on the folder.</summary>
    public abstract void AddContent(IncrementalHash hash);

    /// <summary>Whether reading an image is slow, so that several should be read in parallel.</summary>
    public abstract bool DecodesWhenRead { get; }

    /// <summary>The damaged pictures found while reading, one line each.</summary>
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
