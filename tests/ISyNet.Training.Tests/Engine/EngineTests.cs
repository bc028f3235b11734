using ISyNet.Graph.Weights;
using ISyNet.Images.Judging;
using ISyNet.Training.Engine;
using ISyNet.Training.Recipes;
using Microsoft.Extensions.Time.Testing;
using TorchSharp;

namespace ISyNet.Training.Tests.Engine;

/// <summary>The engine by itself, with a task of the tests' own.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-engine-").FullName;

    private static TrainingRecipe Recipe { get; } = new()
    {
        Name = "regression",
        BatchSize = 16,
        Epochs = 1,
        Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 0.05 },
        Schedule = new() { Kind = ScheduleKind.Linear },
    };

    private RunSettings Kept => new() { CheckpointPath = Path.Combine(_folder, "state.safetensors"), ProgressInterval = TimeSpan.Zero };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_task_is_driven_to_the_end_of_its_budget()
    {
        var seen = new List<TrainingProgress>();
        var results = new Queue<double>([0.25, 0.5, 0.75]);
        using var task = new RegressionTask(Recipe, new()) { Evaluation = _ => results.Dequeue() };
        var outcome = TrainingEngine.Run(task, TrainingBudget.FromEpochs(30), new() { EvaluateEvery = 10, ProgressInterval = TimeSpan.Zero }, new Told(seen.Add));
        Assert.Equal((120, 30), (outcome.Steps, outcome.Epochs));
        Assert.Equal([(10, 0.25), (20, 0.5), (30, 0.75)], outcome.Curve.Select(point => (point.Epoch, point.Evaluation)));
        Assert.All(outcome.Curve, point => Assert.True(double.IsNaN(point.TrainingAccuracy)));
        Assert.True(outcome.Curve[^1].Loss < 1e-4 * outcome.Curve[0].Loss, $"{outcome.Curve[^1].Loss} after {outcome.Curve[0].Loss}");
        Assert.Equal(Enumerable.Range(1, 120), seen.Select(value => (int)value.Step));
        Assert.Equal(1, seen[^1].Spent);
        Assert.True(double.IsNaN(seen[38].Evaluation));
        Assert.Equal(0.25, seen[40].Evaluation);
        // It has found the function that made the samples.
        var weights = task.Weights(TestContext.Current.CancellationToken);
        Assert.Equal(RegressionTask.Matrix, weights["fc.weight"].Values, (a, b) => Math.Abs(a - b) < 1e-2);
        Assert.Equal(RegressionTask.Shift, weights["fc.bias"].Values, (a, b) => Math.Abs(a - b) < 1e-2);
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, 0, 1)]
    [InlineData(OptimizerKind.AdamW, 0.9, 2)]
    [InlineData(OptimizerKind.Muon, 0.5, 1)]
    public void A_stopped_task_goes_on_to_the_same_bits(OptimizerKind optimizer, double averageDecay, int accumulation)
    {
        var recipe = Recipe with { AverageDecay = averageDecay, Accumulation = accumulation, BatchSize = 16 / accumulation, Optimizer = Recipe.Optimizer with { Kind = optimizer } };
        var budget = TrainingBudget.FromEpochs(5);
        var (whole, curve) = Run(recipe, budget, new());
        foreach (var steps in new[] { 1, 6, 4 })
        {
            using var stop = new CancellationTokenSource();
            var left = steps;
            using var task = new RegressionTask(recipe, Kept);
            Assert.Throws<OperationCanceledException>(() => TrainingEngine.Run(task, budget, Kept, new Told(_ => Stop(ref left, stop)), stop.Token));
        }

        var (resumed, resumedCurve) = Run(recipe, budget, Kept);
        TrainingBehaviour.AssertSame(whole, resumed);
        Assert.Equal(curve, resumedCurve);
    }

    [Fact]
    public void The_clock_and_the_count_of_steps_end_a_task()
    {
        var clock = new FakeTimeProvider();
        using var timed = new RegressionTask(Recipe, new()) { Learning = _ => { clock.Advance(TimeSpan.FromMinutes(1)); return 1; } };
        var outcome = TrainingEngine.Run(timed, TrainingBudget.FromTime(TimeSpan.FromMinutes(6.5)), new() { Clock = clock }, null, TestContext.Current.CancellationToken);
        Assert.Equal((7, TimeSpan.FromMinutes(7)), (outcome.Steps, outcome.Elapsed));
        Assert.Equal(16 / 60.0, outcome.ImagesPerSecond, 1e-9);
        using var counted = new RegressionTask(Recipe, new());
        Assert.Equal(9, TrainingEngine.Run(counted, TrainingBudget.FromSteps(9), new(), null, TestContext.Current.CancellationToken).Steps);
    }

    [Fact]
    public void Another_training_s_checkpoint_is_refused_and_the_line_names_what_differs()
    {
        Run(Recipe, TrainingBudget.FromSteps(3), Kept);
        Assert.Contains("(threads: 1, now 2)", Refusal(Recipe, Kept with { Threads = 2 }), StringComparison.Ordinal);
        Assert.Contains("(seed: 5, now 6)", Refusal(Recipe, Kept, seed: 6), StringComparison.Ordinal);
        Assert.Contains("(samples: 64, now 48; seed: 5, now 6)", Refusal(Recipe, Kept, seed: 6, samples: 48), StringComparison.Ordinal);
        if (Kept.Resolve(Recipe with { Arithmetic = Arithmetic.Bfloat16 }).Arithmetic.Products == Arithmetic.Bfloat16)
            Assert.Contains("(arithmetic: float32, now bfloat16)", Refusal(Recipe, Kept with { Arithmetic = Arithmetic.Bfloat16 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifier_s_checkpoint_is_refused_for_another_normalisation_network_or_recipe()
    {
        var job = Small.Job(1) with { Settings = Kept };
        Trainer.Train(job);
        string Line(TrainingJob other) => Assert.Throws<TrainingException>(() => Trainer.Train(other)).Message;
        Assert.Contains("(normalisation: ", Line(job with { Normalization = new([0.5f], [0.25f]) }), StringComparison.Ordinal);
        Assert.Contains("(network changed)", Line(job with { Network = Small.Network(dropout: 0.2) }), StringComparison.Ordinal);
        Assert.Contains("(recipe changed)", Line(job with { Recipe = job.Recipe with { LabelSmoothing = 0.2 } }), StringComparison.Ordinal);
        Assert.Contains("(start weights added)", Line(job with { InitialWeights = Training.Networks.WeightInitializer.Draw(job.Network, 3) }), StringComparison.Ordinal);
        Assert.Contains("(images changed)", Line(job with { Training = Small.Quarters(256, 9), Normalization = Images.PixelStatistics.Normalization(job.Training) }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("isynet.checkpoint/1", "earlier version")]
    [InlineData("isynet.detection-checkpoint/2", "earlier version")]
    [InlineData("isynet.supernet/1", "earlier version")]
    [InlineData("isynet.weights/1", "is no checkpoint")]
    public void A_file_of_another_format_is_refused_in_one_line(string format, string reason)
    {
        SafetensorsFile.Save(Kept.CheckpointPath!, new WeightSet([]), new Dictionary<string, string> { ["format"] = format });
        var line = Refusal(Recipe, Kept);
        Assert.StartsWith(Kept.CheckpointPath!, line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void A_stop_within_a_step_ends_the_task_after_that_step()
    {
        using var stop = new CancellationTokenSource();
        var learnt = 0;
        using var task = new RegressionTask(Recipe, Kept)
        {
            Learning = _ =>
            {
                if (++learnt == 5)
                    stop.Cancel();
                return 1;
            },
        };
        Assert.Throws<OperationCanceledException>(() => TrainingEngine.Run(task, TrainingBudget.FromTime(TimeSpan.FromHours(1)), Kept, null, stop.Token));
        Assert.Equal((5, 5), (learnt, task.Steps));
        Assert.True(File.Exists(Kept.CheckpointPath));
    }

    [Fact]
    public void A_stop_between_the_batches_of_a_step_gives_the_step_up_and_loses_no_bit()
    {
        var recipe = Recipe with { BatchSize = 4, Accumulation = 4 };
        using var whole = new RegressionTask(recipe, new(), norm: true);
        var curve = TrainingEngine.Run(whole, TrainingBudget.FromSteps(8), new(), null, TestContext.Current.CancellationToken).Curve;
        using var stop = new CancellationTokenSource();
        var learnt = 0;
        using (var task = new RegressionTask(recipe, Kept, norm: true) { Learning = _ => { if (++learnt == 14) stop.Cancel(); return 1; } })
        {
            Assert.Throws<OperationCanceledException>(() => TrainingEngine.Run(task, TrainingBudget.FromSteps(8), Kept, null, stop.Token));
            Assert.Equal((14, 3), (learnt, task.Steps));
        }

        using var resumed = new RegressionTask(recipe, Kept, norm: true);
        var rest = TrainingEngine.Run(resumed, TrainingBudget.FromSteps(8), Kept, null, TestContext.Current.CancellationToken).Curve;
        TrainingBehaviour.AssertSame(whole.Raw, resumed.Raw);
        Assert.Equal(curve.Select(point => point.Loss), rest.Select(point => point.Loss));
    }

    [Fact]
    public void An_evaluation_is_stopped_too_and_done_again_when_the_task_goes_on()
    {
        using var stop = new CancellationTokenSource();
        using (var task = new RegressionTask(Recipe, Kept) { Evaluation = token => { stop.Cancel(); token.ThrowIfCancellationRequested(); return 1; } })
            Assert.Throws<OperationCanceledException>(() => TrainingEngine.Run(task, TrainingBudget.FromEpochs(2), Kept, null, stop.Token));
        using var resumed = new RegressionTask(Recipe, Kept) { Evaluation = _ => 0.5 };
        Assert.Equal([0.5, 0.5], TrainingEngine.Run(resumed, TrainingBudget.FromEpochs(2), Kept, null, TestContext.Current.CancellationToken).Curve.Select(point => point.Evaluation));
    }

    [Fact]
    public void Accumulated_batches_make_the_step_of_their_mean_and_the_rate_follows_the_images_of_a_step()
    {
        var (whole, _) = Run(Recipe, TrainingBudget.FromEpochs(3), new());
        var (parts, _) = Run(Recipe with { BatchSize = 4, Accumulation = 4 }, TrainingBudget.FromEpochs(3), new());
        Assert.All(whole.Names, name => Assert.Equal(whole[name].Values, parts[name].Values, (a, b) => Math.Abs(a - b) < 1e-5));
        var rates = new List<double>();
        using var task = new RegressionTask(Recipe with { Optimizer = Recipe.Optimizer with { RateImages = 8 }, Schedule = new() { Kind = ScheduleKind.Constant } }, new());
        TrainingEngine.Run(task, TrainingBudget.FromSteps(2), new() { ProgressInterval = TimeSpan.Zero }, new Told(value => rates.Add(value.LearningRate)), TestContext.Current.CancellationToken);
        Assert.Equal([0.1, 0.1], rates);
    }

    [Fact]
    public void The_result_is_the_running_average_of_the_weights_after_each_step()
    {
        using var task = new RegressionTask(Recipe with { AverageDecay = 0.5 }, new());
        TrainingEngine.Run(task, TrainingBudget.FromSteps(1), new(), null, TestContext.Current.CancellationToken);
        using var longer = new RegressionTask(Recipe with { AverageDecay = 0.5 }, new());
        TrainingEngine.Run(longer, TrainingBudget.FromSteps(20), new(), null, TestContext.Current.CancellationToken);
        var average = Start().Select(value => (double)value).ToArray();
        for (var step = 1; step <= 20; step++)
        {
            var keep = Math.Min(0.5, (1.0 + step) / (10.0 + step));
            average = [.. average.Select((a, i) => (keep * a) + ((1 - keep) * longer.AfterSteps[step - 1][i]))];
        }

        var weights = longer.Weights(TestContext.Current.CancellationToken);
        Assert.Equal(average, [.. weights["fc.weight"].Values, .. weights["fc.bias"].Values], (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData(0, "at step 1, before any weight has moved")]
    [InlineData(3, "diverged at step 4 with learning rate")]
    public void A_loss_that_is_no_number_ends_the_task_and_names_the_step(int step, string line)
    {
        using var task = new RegressionTask(Recipe, new()) { Learning = at => at == step ? double.NaN : 1 };
        var error = Assert.Throws<TrainingException>(() => TrainingEngine.Run(task, TrainingBudget.FromEpochs(5), new(), null, TestContext.Current.CancellationToken));
        Assert.Contains(line, error.Message, StringComparison.Ordinal);
        Assert.Equal(step, task.Steps);
    }

    [Fact]
    public void No_tensor_outlives_a_task()
    {
        Run(Recipe, TrainingBudget.FromSteps(2), Kept);
        File.Delete(Kept.CheckpointPath!);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Run(Recipe with { AverageDecay = 0.9 }, TrainingBudget.FromSteps(20), Kept);
        Run(Recipe with { AverageDecay = 0.9 }, TrainingBudget.FromSteps(30), Kept);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static float[] Start()
    {
        using var task = new RegressionTask(Recipe, new());
        var weights = task.Weights(TestContext.Current.CancellationToken);
        return [.. weights["fc.weight"].Values, .. weights["fc.bias"].Values];
    }

    private static (WeightSet Weights, TrainingPoint[] Curve) Run(LearningRecipe recipe, TrainingBudget budget, RunSettings settings)
    {
        using var task = new RegressionTask(recipe, settings);
        var outcome = TrainingEngine.Run(task, budget, settings, null, TestContext.Current.CancellationToken);
        return (task.Weights(TestContext.Current.CancellationToken), [.. outcome.Curve.Select(point => point with { Seconds = 0 })]);
    }

    private static string Refusal(LearningRecipe recipe, RunSettings settings, ulong seed = 5, int samples = 64)
    {
        using var task = new RegressionTask(recipe, settings, seed, samples);
        return Assert.Throws<TrainingException>(() => TrainingEngine.Run(task, TrainingBudget.FromSteps(6), settings, null, TestContext.Current.CancellationToken)).Message;
    }

    private static void Stop(ref int left, CancellationTokenSource stop)
    {
        if (--left == 0)
            stop.Cancel();
    }

    private sealed class Told(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }
}
