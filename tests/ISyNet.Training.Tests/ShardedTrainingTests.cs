using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Images;
using ISyNet.Training.Classification;
using ISyNet.Training.Engine;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Tests;

public sealed class ShardedTrainingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-shards-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(40)]
    public void Without_batch_norm_the_gradients_and_losses_are_those_of_the_whole_batch(int shards)
    {
        var network = WithoutNorms();
        var (loss, logits, gradients) = Learn(network, 1);
        var (shardedLoss, shardedLogits, shardedGradients) = Learn(network, shards);
        Assert.Equal(loss, shardedLoss, 1e-5);
        Assert.Equal(logits.Length, shardedLogits.Length);
        Assert.All(logits.Zip(shardedLogits), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.All(gradients.Zip(shardedGradients), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Running_statistics_are_the_mean_of_those_that_each_part_would_leave()
    {
        var network = Small.Network();
        using var batch = Batch(network);
        using var learner = Learner(network, 2);
        learner.BeginStep();
        using var scope = torch.NewDisposeScope();
        new ShardedPass(learner.Shards, [], 1).Run(batch, 0, 1);
        learner.Step(0, 1);
        var means = new[] { 0, 1 }.Select(half =>
        {
            using var alone = Learner(network, 1);
            using var images = batch.Images.narrow(0, half * batch.Size / 2, batch.Size / 2);
            using var output = alone.Network.ForwardTraining(images, new SeededRandom(1));
            return alone.Network.Parameters.RunningStatistics.Floats().ToArray();
        }).ToArray();
        var statistics = learner.Network.Parameters.RunningStatistics.Floats().ToArray();
        for (var i = 0; i < statistics.Length; i++)
            Assert.Equal((means[0][i] + means[1][i]) / 2, statistics[i], 1e-5);
    }

    [Fact]
    public void Two_threads_learn_a_small_task_to_the_same_bits_each_time()
    {
        var job = Small.Job(epochs: 9) with { Settings = new() { Threads = 2 }, Partner = Small.Network() };
        var (first, second) = (Trainer.Train(job), Trainer.Train(job));
        Assert.True(first.HoldoutAccuracy > 0.9, $"held-out accuracy {first.HoldoutAccuracy}");
        TrainingBehaviour.AssertSame(first.Weights, second.Weights);
        Assert.Equal(first.Curve.Select(point => point.Loss), second.Curve.Select(point => point.Loss));
    }

    [Fact]
    public void A_stopped_training_on_two_threads_goes_on_to_the_same_weights()
    {
        var job = Small.Job() with { Settings = new() { Threads = 2 } };
        var whole = Trainer.Train(job);
        var kept = job with { Settings = job.Settings with { CheckpointPath = Path.Combine(_folder, "state.safetensors") } };
        Checkpoints.TrainUntilStopped(kept, 9);
        TrainingBehaviour.AssertSame(whole.Weights, Trainer.Train(kept).Weights);
    }

    [Fact]
    public void A_divergence_in_any_part_is_described_once()
    {
        var wild = Small.Recipe with { Optimizer = Small.Recipe.Optimizer with { LearningRate = 1e30 } };
        var error = Assert.Throws<TrainingException>(() => Trainer.Train(Small.Job() with { Recipe = wild, Settings = new() { Threads = 2 } }));
        Assert.Contains("layer '", error.Message, StringComparison.Ordinal);
    }

    private static (double Loss, float[] Logits, float[] Gradients) Learn(Network network, int shards)
    {
        using var batch = Batch(network);
        using var learner = Learner(network, shards);
        learner.BeginStep();
        using var scope = torch.NewDisposeScope();
        var (loss, logits) = new ShardedPass(learner.Shards, [], 1).Run(batch, 0, 1);
        learner.Step(0, 1);
        return (loss.item<double>(), logits.data<float>().ToArray(), learner.Network.Parameters.Gradients.Floats().ToArray());
    }

    private static Learner Learner(Network network, int shards) =>
        new(network, WeightInitializer.Draw(network, 4), Small.Recipe.Optimizer, 0, LearningRules.Plain, shards);

    private static HostBatch Batch(Network network)
    {
        var images = Small.Quarters(32, 9);
        var batch = new HostBatch(images.Count, network.Input, images.Classes, images.Normalization());
        for (var i = 0; i < images.Count; i++)
            batch.Write(i, images[i], images.Labels[i], smoothing: 0);

        return batch;
    }

    private static Network WithoutNorms()
    {
        var builder = new NetworkBuilder("plain");
        var x = builder.Input(Shape.Map(1, 8, 8));
        x = builder.Add("conv", new Conv(6, Window.Square(3), Bias: true), x);
        x = builder.Add("relu", new Activation(ActivationKind.Relu), x);
        x = builder.Add("pool", new GlobalPool(), x);
        x = builder.Add("flatten", new Flatten(), x);
        builder.Add("fc", new Linear(4), x);
        return builder.Build();
    }
}
