using ISyNet.Graph;

namespace ISyNet.Images.Judging;

/// <summary>Images of random pixels, to compare two engines if no real images are available. They say nothing about accuracy.</summary>
public static class NoiseImages
{
    private const ulong Seed = 0x4e6f697365;

    // With random pixels, a few images are enough to compare two engines.
    private const int Count = 16;

    /// <summary>The same 16 images for the same shape.</summary>
    public static ImageSet Create(Shape shape)
    {
        var random = new SeededRandom(Seed);
        var pixels = new byte[checked(Count * (int)shape.Elements)];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)random.NextInt(256);
        return new ImageSet("random pixels", shape, ["unknown"], pixels, [.. new int[Count]]);
    }
}
