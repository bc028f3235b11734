using ISyNet.Graph.Weights;
using Microsoft.Extensions.Time.Testing;
using TorchSharp;

namespace ISyNet.Training.Tests;

public class TrainingBehaviour
{
    [Fact]
    public void A_small_task_is_learnt()
    {
        var result = Trainer.Train(Small.Job(epochs: 6));
        Assert.True(result.HoldoutAccuracy > 0.95, $"held-out accuracy {result.HoldoutAccuracy}");
        Assert.Equal(6, result.Epochs);
        Assert.Equal(6, result.Curve.Length);
        Assert.True(result.Curve[^1].Loss < result.Curve[0].Loss);
    }

    [Fact]
    public void Weights_are_the_same_to_the_bit_whatever_trains_beside()
    {
        var alone = Trainer.Train(Small.Job()).Weights;
        WeightSet? beside = null;
        var threads = new[]
        {
            new Thread(() => beside = Trainer.Train(Small.Job()).Weights),
            new Thread(() => Trainer.Train(Small.Job(seed: 8))),
        };
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        AssertSame(alone, beside!);
    }

    [Fact]
    public void Another_seed_gives_other_weights()
    {
        var (first, second) = (Trainer.Train(Small.Job(1)).Weights, Trainer.Train(Small.Job(1, seed: 8)).Weights);
        Assert.NotEqual(first["stem.conv.weight"].Values, second["stem.conv.weight"].Values);
    }

    [Fact]
    public void No_tensor_outlives_a_training()
    {
        Trainer.Train(Small.Job(1));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Trainer.Train(Small.Job(2));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void The_average_of_the_weights_is_what_is_judged_and_returned()
    {
        var job = Small.Job(4) with { Recipe = Small.Recipe with { AverageDecay = 0.9 } };
        var result = Trainer.Train(job);
        using var predictor = new Predictor(job.Network, result.Weights, result.Normalization);
        Assert.Equal(result.HoldoutAccuracy, predictor.Predict(job.Holdout!).Accuracy(job.Holdout!).Value);
        Assert.NotEqual(Trainer.Train(Small.Job(4)).Weights["head.fc.weight"].Values, result.Weights["head.fc.weight"].Values);
    }

    [Fact]
    public void A_time_budget_ends_in_time()
    {
        var clock = new FakeTimeProvider();
        // Every step takes a minute.
        var job = Small.Job() with { Budget = TrainingBudget.FromTime(TimeSpan.FromMinutes(4.5)), Holdout = null, Settings = new() { Clock = clock, ProgressInterval = TimeSpan.Zero } };
        var result = Trainer.Train(job, new Minutes(clock));
        Assert.Equal(5, result.Steps);
        Assert.Equal(TimeSpan.FromMinutes(5), result.Elapsed);
        Assert.True(double.IsNaN(result.HoldoutAccuracy));
    }

    [Fact]
    public void A_divergence_names_step_layer_and_learning_rate()
    {
        var wild = Small.Recipe with { Optimizer = Small.Recipe.Optimizer with { LearningRate = 1e30 } };
        var error = Assert.Throws<TrainingException>(() => Trainer.Train(Small.Job() with { Recipe = wild }));
        Assert.Contains("step", error.Message, StringComparison.Ordinal);
        Assert.Contains("layer '", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_is_obeyed_at_once()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Trainer.Train(Small.Job(), cancellation: stop.Token));
    }

    private sealed class Minutes(FakeTimeProvider clock) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => clock.Advance(TimeSpan.FromMinutes(1));
    }

    internal static void AssertSame(WeightSet expected, WeightSet actual)
    {
        Assert.Equal(expected.Names, actual.Names);
        foreach (var name in expected.Names)
            Assert.Equal(expected[name].Values, actual[name].Values);
    }
}
