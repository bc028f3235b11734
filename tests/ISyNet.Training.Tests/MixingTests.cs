using CsCheck;
using ISyNet.Graph;
using ISyNet.Training.Classification;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Tests;

/// <summary>Mixup and CutMix: each target is the mix of classes that the pixels are.</summary>
public class MixingTests
{
    private static readonly Shape Shape = Shape.Map(2, 6, 5);

    [Theory, Trait("Category", Property.Category)]
    [InlineData(0.8, 0.0)]
    [InlineData(0.0, 1.0)]
    [InlineData(0.8, 1.0)]
    public void A_target_is_the_share_of_each_image_in_the_pixels(double mixup, double cutMix) => Gen.ULong.ForAll(seed =>
    {
        using var batch = new HostBatch(5, Shape, 5, new Normalization([0, 0], [1, 1]));
        for (var i = 0; i < 5; i++)
        {
            batch.Pixels(i).Fill(i);
            batch.Target(i).Clear();
            batch.Target(i)[i] = 1;
            batch.Label(i) = i;
        }

        new BatchMixing(new AugmentationRecipe { Mixup = mixup, CutMix = cutMix }, Shape).Apply(batch, new SeededRandom(seed));
        for (var i = 0; i < 5; i++)
        {
            // Image i holds value i and value 4-i, so its mean is the share of both; so is the mean class of its target.
            var mean = batch.Pixels(i).ToArray().Average();
            var target = batch.Target(i).ToArray();
            Assert.Equal(mean, target.Select((share, c) => share * c).Sum(), 1e-4);
            Assert.Equal(1, target.Sum(), 1e-5);
            Assert.Equal(target.Max(), target[batch.Label(i)], 1e-6);
        }

        Assert.Equal(2, batch.Pixels(2).ToArray().Average(), 1e-6);
    }, cases: 100);
}
