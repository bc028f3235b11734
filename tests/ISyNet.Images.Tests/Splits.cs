using System.Collections.Immutable;
using CsCheck;
using ISyNet.Graph;

namespace ISyNet.Images.Tests;

public class Splits
{
    [Fact, Trait("Category", Property.Category)]
    public void Holding_out_parts_the_images_and_keeps_the_shares_of_the_classes() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 6], Gen.ULong).ForAll((count, classes, seed) =>
        {
            var images = Numbered(count, classes, seed);
            var held = count / 3;
            var (training, holdout) = images.HoldOut(held, seed);
            Assert.Equal(held, holdout.Count);
            Assert.Equal(Enumerable.Range(0, count), Numbers(training).Concat(Numbers(holdout)).Order());
            for (var c = 0; c < classes; c++)
                Assert.InRange(holdout.ClassCounts()[c], (images.ClassCounts()[c] * held / count) - 1, (images.ClassCounts()[c] * held / (double)count) + 1);
            Assert.Equal(Numbers(holdout), Numbers(images.HoldOut(held, seed).Holdout));
        }, cases: 200);

    [Fact]
    public void A_subset_holds_no_image_twice()
    {
        var subset = Numbered(100, 3, 5).Subset(40, 9);
        Assert.Equal(40, Numbers(subset).Distinct().Count());
    }

    [Fact]
    public void Normalization_gives_deviation_1_and_leaves_the_mean()
    {
        var random = new SeededRandom(3);
        var pixels = Enumerable.Range(0, 20 * 2 * 12).Select(_ => (byte)random.NextInt(256)).ToArray();
        var images = new ImageSet("n", Shape.Map(2, 3, 4), ["a"], pixels, [.. Enumerable.Repeat(0, 20)]);
        var normalization = images.Normalization();
        for (var c = 0; c < 2; c++)
        {
            var values = Enumerable.Range(0, pixels.Length).Where(p => p / 12 % 2 == c)
                .Select(p => ((pixels[p] / 255.0) - normalization.Mean[c]) / normalization.Std[c]).ToArray();
            var mean = values.Average();
            Assert.Equal(0, normalization.Mean[c]);
            Assert.Equal(1, values.Average(v => (v - mean) * (v - mean)), 5);
            Assert.Equal(Enumerable.Range(0, pixels.Length).Where(p => p / 12 % 2 == c).Average(p => pixels[p]), images.MeanPixel()[c], 0.5);
        }
    }

    // The first two pixels of each image are its number.
    private static ImageSet Numbered(int count, int classes, ulong seed)
    {
        var random = new SeededRandom(seed);
        var pixels = new byte[count * 4];
        for (var i = 0; i < count; i++)
            (pixels[4 * i], pixels[(4 * i) + 1]) = ((byte)(i / 256), (byte)(i % 256));
        return new ImageSet("numbered", Shape.Map(1, 2, 2), [.. Enumerable.Range(0, classes).Select(c => $"{c}")],
            pixels, [.. Enumerable.Range(0, count).Select(_ => random.NextInt(classes))]);
    }

    private static ImmutableArray<int> Numbers(ImageSet images) =>
        [.. Enumerable.Range(0, images.Count).Select(i => (images[i][0] * 256) + images[i][1])];
}
