using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Images;
using ISyNet.Training.Classification;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Tests;

/// <summary>Label smoothing, cross entropy and dropout against their definitions.</summary>
public class SmoothingAndDropout
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void A_smoothed_label_leaves_its_part_to_the_other_classes_evenly(double smoothing)
    {
        var images = Small.Quarters(64, 3);
        using var batches = LabelledBatches.Create(images, images.Normalization(), Small.Recipe with { LabelSmoothing = smoothing }, 5);
        var batch = (HostBatch)batches.Take(0);
        for (var i = 0; i < batch.Size; i++)
        {
            var expected = Enumerable.Range(0, 4).Select(c => c == batch.Label(i) ? 1 - smoothing : smoothing / 3);
            foreach (var (share, target) in expected.Zip(batch.Target(i).ToArray()))
                Assert.Equal(share, target, 1e-6);
        }
    }

    [Fact]
    public void The_loss_is_the_mean_of_minus_the_targets_times_the_logarithms_of_the_softmax()
    {
        using var scope = torch.NewDisposeScope();
        var random = new SeededRandom(4);
        var logits = Enumerable.Range(0, 15).Select(_ => 3 * random.NextNormal()).ToArray();
        var targets = Enumerable.Range(0, 15).Select(_ => random.NextDouble()).ToArray();
        var expected = Enumerable.Range(0, 3).Average(row =>
        {
            var all = logits[(5 * row)..(5 * row + 5)];
            return -all.Select((logit, c) => targets[(5 * row) + c] * Math.Log(Math.Exp(logit) / all.Sum(Math.Exp))).Sum();
        });
        Assert.Equal(expected, Losses.CrossEntropy(torch.tensor(logits, 3, 5), torch.tensor(targets, 3, 5)).item<double>(), 1e-9);
    }

    [Fact]
    public void Dropout_sets_its_share_to_0_and_scales_the_others_so_that_the_mean_stays()
    {
        const double probability = 0.3;
        var builder = new NetworkBuilder("dropout");
        builder.Add("op", new Dropout(probability), builder.Input(Shape.Vector(50_000)));
        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(builder.Build());
        var ones = torch.ones(1, 50_000);
        var dropped = network.ForwardTraining(ones, new SeededRandom(1)).Floats().ToArray();
        Assert.All(dropped, value => Assert.True(value == 0 || Math.Abs(value - (1 / (1 - probability))) < 1e-6));
        Assert.InRange(dropped.Count(value => value == 0) / 50_000.0, 0.29, 0.31);
        Assert.Equal(dropped, network.ForwardTraining(ones, new SeededRandom(1)).Floats().ToArray());
        Assert.NotEqual(dropped, network.ForwardTraining(ones, new SeededRandom(2)).Floats().ToArray());
        Assert.All(network.Infer(ones).Floats().ToArray(), value => Assert.Equal(1, value));
    }
}
