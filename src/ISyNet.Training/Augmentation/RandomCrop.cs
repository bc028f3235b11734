using ISyNet.Graph;

namespace ISyNet.Training.Augmentation;

/// <summary>A crop of the image's own size from the image with <paramref name="padding"/> zero pixels on each side.</summary>
internal sealed class RandomCrop(Shape shape, int padding) : ImageTransform(shape)
{
    /// <summary>How many pixels lower and further right the crop begins than the image.</summary>
    public (int Down, int Right) Draw(SeededRandom random) => (random.NextInt((2 * padding) + 1) - padding, random.NextInt((2 * padding) + 1) - padding);

    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, SeededRandom random)
    {
        var (down, right) = Draw(random);
        target.Clear();
        var (fromX, toX, width) = (Math.Max(0, right), Math.Max(0, -right), Width - Math.Abs(right));
        if (width <= 0)
            return;
        for (var c = 0; c < Channels; c++)
        {
            for (var y = Math.Max(0, -down); y < Math.Min(Height, Height - down); y++)
            {
                var (from, to) = (((((c * Height) + y + down) * Width) + fromX), ((((c * Height) + y) * Width) + toX));
                source.Slice(from, width).CopyTo(target[to..]);
            }
        }
    }
}
