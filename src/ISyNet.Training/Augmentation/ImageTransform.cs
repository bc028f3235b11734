using ISyNet.Graph;

namespace ISyNet.Training.Augmentation;

/// <summary>A random change of one image of 8-bit pixels, CHW, that keeps its size. Stateless; randomness comes from the caller.</summary>
internal abstract class ImageTransform(Shape shape)
{
    protected int Channels => shape.Channels;

    protected int Height => shape.Height;

    protected int Width => shape.Width;

    /// <param name="source">The image.</param>
    /// <param name="target">Takes the result; other memory than <paramref name="source"/>, of the same size.</param>
    /// <param name="random">The stream of this image in this epoch.</param>
    public abstract void Apply(ReadOnlySpan<byte> source, Span<byte> target, SeededRandom random);
}
