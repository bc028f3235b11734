using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Training.Augmentation;

/// <summary>
/// Random erasing (arXiv 1708.04896): with the given probability a rectangle of 2-33 % of the area and aspect 0.3-3.3 takes the mean
/// pixel of the training images.
/// </summary>
internal sealed class RandomErasing(Shape shape, double probability, ImmutableArray<byte> meanPixel) : ImageTransform(shape)
{
    private const int Attempts = 10;

    /// <summary>The pixel that takes the place of what is erased, by channel.</summary>
    public ReadOnlySpan<byte> Mean => meanPixel.AsSpan();

    /// <summary>What is erased; null for nothing.</summary>
    public (int Top, int Left, int Height, int Width)? Draw(SeededRandom random)
    {
        if (!random.NextBool(probability))
            return null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = random.NextDouble(0.02, 0.33) * Height * Width;
            var aspect = Math.Exp(random.NextDouble(Math.Log(0.3), Math.Log(3.3)));
            var (height, width) = ((int)Math.Round(Math.Sqrt(area * aspect)), (int)Math.Round(Math.Sqrt(area / aspect)));
            if (height < 1 || width < 1 || height >= Height || width >= Width)
                continue;
            return (random.NextInt(Height - height + 1), random.NextInt(Width - width + 1), height, width);
        }

        return null;
    }

    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, SeededRandom random)
    {
        source.CopyTo(target);
        if (Draw(random) is not { } box)
            return;
        for (var c = 0; c < Channels; c++)
        {
            for (var y = box.Top; y < box.Top + box.Height; y++)
                target.Slice((((c * Height) + y) * Width) + box.Left, box.Width).Fill(meanPixel[c]);
        }
    }
}
