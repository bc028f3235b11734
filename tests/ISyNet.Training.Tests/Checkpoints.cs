namespace ISyNet.Training.Tests;

public sealed class Checkpoints : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-checkpoint-").FullName;

    private string CheckpointPath => Path.Combine(_folder, "state.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<Recipes.OptimizerKind, double> Optimizers => new()
    {
        { Recipes.OptimizerKind.Sgd, 0.9 }, { Recipes.OptimizerKind.AdamW, 0 }, { Recipes.OptimizerKind.Muon, 0.9 },
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_stopped_training_goes_on_to_the_weights_and_curve_of_one_never_stopped(Recipes.OptimizerKind optimizer, double averageDecay)
    {
        var recipe = Small.Recipe with
        {
            AverageDecay = averageDecay,
            Optimizer = Small.Recipe.Optimizer with { Kind = optimizer, LearningRate = optimizer == Recipes.OptimizerKind.AdamW ? 0.003 : 0.05 },
        };
        var whole = Trainer.Train(Small.Job() with { Recipe = recipe });
        var job = Small.Job() with { Recipe = recipe, Settings = new() { CheckpointPath = CheckpointPath } };
        foreach (var steps in new[] { 1, 7, 4 })
            TrainUntilStopped(job, steps);
        var resumed = Trainer.Train(job);
        TrainingBehaviour.AssertSame(whole.Weights, resumed.Weights);
        Assert.Equal(whole.Steps, resumed.Steps);
        Assert.Equal(
            whole.Curve.Select(p => p with { Seconds = 0 }),
            resumed.Curve.Select(p => p with { Seconds = 0 }));
    }

    [Fact]
    public void A_finished_training_is_not_done_again()
    {
        var job = Small.Job() with { Settings = new() { CheckpointPath = CheckpointPath } };
        var first = Trainer.Train(job);
        var again = Trainer.Train(job);
        TrainingBehaviour.AssertSame(first.Weights, again.Weights);
        Assert.Equal(first.Steps, again.Steps);
        Assert.Equal(first.Curve.Length, again.Curve.Length);
    }

    [Fact]
    public void Another_job_s_checkpoint_is_refused()
    {
        Trainer.Train(Small.Job(1) with { Settings = new() { CheckpointPath = CheckpointPath } });
        var error = Assert.Throws<TrainingException>(() => Trainer.Train(Small.Job(1, seed: 8) with { Settings = new() { CheckpointPath = CheckpointPath } }));
        Assert.Contains("another network, recipe, seed or data set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_is_noticed()
    {
        var job = Small.Job(1) with { Settings = new() { CheckpointPath = CheckpointPath } };
        Trainer.Train(job);
        var bytes = File.ReadAllBytes(CheckpointPath);
        bytes[^100] ^= 1;
        File.WriteAllBytes(CheckpointPath, bytes);
        Assert.Contains("checksum", Assert.Throws<TrainingException>(() => Trainer.Train(job)).Message, StringComparison.Ordinal);
    }

    internal static void TrainUntilStopped(TrainingJob job, int steps)
    {
        using var stop = new CancellationTokenSource();
        var left = steps;
        var progress = new ActionProgress(_ =>
        {
            if (--left == 0)
                stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Trainer.Train(job with { Settings = job.Settings with { ProgressInterval = TimeSpan.Zero } }, progress, stop.Token));
    }

    private sealed class ActionProgress(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
