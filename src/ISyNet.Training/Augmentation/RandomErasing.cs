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

    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, SeededRandom random)
    {
        source.CopyTo(target);
        if (!random.NextBool(probability))
            return;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = random.NextDouble(0.02, 0.33) * Height * Width;
            var aspect = Math.Exp(random.NextDouble(Math.Log(0.3), Math.Log(3.3)));
            var (height, width) = ((int)Math.Round(Math.Sqrt(area * aspect)), (int)Math.Round(Math.Sqrt(area / aspect)));
            if (height < 1 || width < 1 || height >= Height || width >= Width)
                continue;
            var (top, left) = (random.NextInt(Height - height + 1), random.NextInt(Width - width + 1));
            for (var c = 0; c < Channels; c++)
            {
                for (var y = top; y < top + height; y++)
                    target.Slice((((c * Height) + y) * Width) + left, width).Fill(meanPixel[c]);
            }

            return;
        }
    }
}
