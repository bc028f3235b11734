using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Tests;

/// <summary>What is fitted to few images: images per step, and the statistics of batch norms.</summary>
public class FewImagesTests
{
    [Theory]
    [InlineData(128, 55_000, 128)]
    [InlineData(128, 3_072, 128)] // 24 steps as they are
    [InlineData(128, 3_071, 64)]
    [InlineData(128, 1_100, 32)]
    [InlineData(128, 216, 8)]
    [InlineData(128, 20, 8)]
    [InlineData(4, 20, 4)]
    [InlineData(100, 2_000, 64)]
    public void A_step_takes_a_24th_of_the_images_at_most_but_8(int asked, int images, int fitted)
    {
        Assert.Equal(fitted, FewImages.ImagesPerStep(asked, images));
        Assert.Equal(asked == fitted, FewImages.Describe(asked, fitted, images) is null);
    }

    [Fact]
    public void Accumulation_shrinks_first_and_the_rate_follows_where_the_recipe_says_how()
    {
        var recipe = Small.Recipe with { BatchSize = 32, Accumulation = 8, Optimizer = Small.Recipe.Optimizer with { RateImages = 256, LearningRate = 0.4 } };
        Assert.Same(recipe, FewImages.Fit(recipe, 100_000));
        var (some, few) = (FewImages.Fit(recipe, 64 * 24), FewImages.Fit(recipe, 200));
        Assert.Equal((32, 2), (some.BatchSize, some.Accumulation));
        Assert.Equal((8, 1), (few.BatchSize, few.Accumulation));
        Assert.Equal(0.4 * 8 / 256, few.Optimizer.For(8).LearningRate, 1e-12);
        var plain = few.Optimizer with { RateImages = 0 };
        Assert.Same(plain, plain.For(8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.99)]
    public void After_few_steps_statistics_are_those_of_the_training_images_for_the_very_weights_that_are_judged(double averageDecay)
    {
        var job = Small.Job(2) with { Recipe = Small.Recipe with { AverageDecay = averageDecay } };
        var result = Trainer.Train(job);
        Assert.True(result.StatisticsMeasured);
        // The first norm sees the convolution of the images: two batches of 128, of which each counts half, but for the weight 0.9 of the first.
        var outputs = FirstConvolution(job, result);
        for (var c = 0; c < outputs.Length; c++)
        {
            double[] means = [.. outputs[c].Select(batch => batch.Average())];
            double[] variances = [.. outputs[c].Zip(means, (batch, mean) => batch.Sum(v => (v - mean) * (v - mean)) / (batch.Length - 1))];
            Assert.Equal(((0.9 * means[0]) + means[1]) / 1.9, result.Weights["stem.bn.running_mean"].Values[c], 1e-4);
            Assert.Equal(((0.9 * variances[0]) + variances[1]) / 1.9, result.Weights["stem.bn.running_var"].Values[c], 1e-4 * variances.Max());
        }

        using var predictor = new Predictor(job.Network, result.Weights, result.Normalization);
        Assert.Equal(result.HoldoutAccuracy, predictor.Predict(job.Holdout!).Accuracy(job.Holdout!).Value);
        Assert.Equal(result.HoldoutAccuracy, result.HeldOut!.Value.Value);
    }

    [Fact]
    public void A_long_training_on_many_images_keeps_its_running_statistics()
    {
        var job = Small.Job(1) with { Training = Small.Quarters(512, 1), Recipe = Small.Recipe with { BatchSize = 8 } };
        Assert.False(Trainer.Train(job).StatisticsMeasured);
        Assert.True(Trainer.Train(job with { Budget = TrainingBudget.FromEpochs(0.5) }).StatisticsMeasured);
    }

    [Fact]
    public void Frozen_norms_keep_their_statistics()
    {
        var job = Small.Job(1);
        var start = WeightInitializer.Draw(job.Network, 4);
        var frozen = Trainer.Train(job with { InitialWeights = start, Rates = [new LayerRate(0, NetworkPart.Stem)] });
        Assert.True(frozen.StatisticsMeasured);
        Assert.Equal(start["stem.bn.running_mean"].Values, frozen.Weights["stem.bn.running_mean"].Values);
        Assert.All(start.Names.Where(name => name.EndsWith("running_mean", StringComparison.Ordinal) && !name.StartsWith("stem.", StringComparison.Ordinal)),
            name => Assert.NotEqual(start[name].Values, frozen.Weights[name].Values));
    }

    [Fact]
    public void A_loss_that_is_no_number_at_the_first_step_is_no_divergence()
    {
        var job = Small.Job(1);
        var start = WeightInitializer.Draw(job.Network, 4);
        start["stem.conv.weight"].Values[3] = float.NaN;
        var unsound = Assert.Throws<TrainingException>(() => Trainer.Train(job with { InitialWeights = start }));
        Assert.Contains("'stem.conv.weight'", unsound.Message, StringComparison.Ordinal);
        // Sound weights whose products leave float32, as those of a wrong convolution do.
        var huge = WeightInitializer.Draw(job.Network, 4);
        Array.Fill(huge["stem.conv.weight"].Values, 1e38f);
        var wrong = Assert.Throws<TrainingException>(() => Trainer.Train(job with { InitialWeights = huge }));
        Assert.Contains("step 1", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("isynet doctor", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("lower the learning rate", wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>What the stem's convolution (3x3, stride 1, padding 1) gives by hand: channel, batch, values.</summary>
    private static double[][][] FirstConvolution(TrainingJob job, TrainingResult result)
    {
        var weight = result.Weights["stem.conv.weight"];
        Assert.Equal(new Shape(8, 1, 3, 3), weight.Dims);
        var layer = job.Network.Layers.Single(l => l.Name == "stem.conv");
        Assert.Equal(Window.Square(3, 1), ((Conv)layer.Op).Window);
        var normalization = result.Normalization;
        double Pixel(int image, int y, int x) => y is < 0 or > 7 || x is < 0 or > 7 ? 0 : ((job.Training[image][(y * 8) + x] / 255.0) - normalization.Mean[0]) / normalization.Std[0];
        double Output(int image, int c, int p) => Enumerable.Range(0, 9).Sum(k => weight.Values[(c * 9) + k] * Pixel(image, (p / 8) + (k / 3) - 1, (p % 8) + (k % 3) - 1));
        return [.. Enumerable.Range(0, 8).Select(c => Enumerable.Range(0, 2).Select(batch =>
            Enumerable.Range(0, 128).SelectMany(i => Enumerable.Range(0, 64).Select(p => Output((2 * i) + batch, c, p))).ToArray()).ToArray())];
    }
}
