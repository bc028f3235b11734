using ISyNet.Graph;

namespace ISyNet.Training.Augmentation;

/// <summary>A left-right flip with the given probability.</summary>
internal sealed class HorizontalFlip(Shape shape, double probability) : ImageTransform(shape)
{
    /// <summary>Whether the image is flipped.</summary>
    public bool Draw(SeededRandom random) => random.NextBool(probability);

    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, SeededRandom random)
    {
        source.CopyTo(target);
        if (!Draw(random))
            return;
        for (var row = 0; row < target.Length; row += Width)
            target.Slice(row, Width).Reverse();
    }
}
