using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ISyNet.Images;

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
}
