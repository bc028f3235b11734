using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Search;
using ISyNet.Training;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Application.Design;

/// <summary>
/// The final trainings. The designed network and the baseline start from random weights and get the same time, one thread each. Then the scaled networks grow
/// out of the designed one: each starts from its weights, computes the same at first, and goes on at a lower learning rate, all for the same time. The test
/// images are used once, after the last step of a training.
/// </summary>
/// <param name="options">The options of the run.</param>
/// <param name="training">Images to train on.</param>
/// <param name="holdout">Held-out images, evaluated after each epoch.</param>
/// <param name="folder">Keeps the trained networks.</param>
/// <param name="left">What is left of the time limit.</param>
/// <param name="progress">Receives the progress.</param>
internal sealed class TrainingStep(
    DesignOptions options, ImageSet training, ImageSet holdout, DesignFolder folder, TimeSpan left, IProgress<StepEvent> progress)
{
    /// <summary>Its name.</summary>
    public const string Step = "train";

    private readonly AcceleratorPool _accelerators = new(options.Accelerator);

    /// <summary>Batch norm takes its statistics over a thread's part of a batch, which must not become too small.</summary>
    private const int LeastImagesPerThread = 32;

    private const double LeastSeconds = 1;
    private const double LeastShare = 0.1;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TrainingProgress> _states = [];
    private int _networks;

    /// <param name="fresh">The designed network and the baseline.</param>
    /// <param name="scaled">The scaled versions, each larger than the one before.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public async Task<ImmutableArray<TrainedContender>> RunAsync(
        ImmutableArray<Contender> fresh, ImmutableArray<Contender> scaled, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Step));
        var watch = Stopwatch.StartNew();
        _networks = fresh.Length + scaled.Length;
        // A trial that began in time may end long after the search's limit: all trainings then get less.
        var late = Math.Clamp(left / options.TimeAfterSearch, LeastShare, 1);
        var quick = new Lesson(Fitted("quick"), Budget(options.FreshTime(fresh.Length) * late), 1, null);
        var trained = await TrainAllAsync(fresh, quick, cancellation);
        // What evaluating took beyond its share is missing here.
        var (planned, rest) = (options.ScaledTime(scaled.Length) * late, (left - watch.Elapsed) / options.Rounds(scaled.Length));
        var time = TimeSpan.FromSeconds(Math.Max(LeastSeconds, Math.Min(planned.TotalSeconds, rest.TotalSeconds)));
        var grown = Fitted("grown");
        var threads = Math.Clamp(options.Workers / Math.Max(1, scaled.Length), 1, Math.Max(1, grown.BatchSize / LeastImagesPerThread));
        var designed = trained.First(t => t.Contender.Role == NetworkRole.Designed).Training.Weights;
        trained = trained.AddRange(await TrainAllAsync(scaled, new Lesson(grown, Budget(time), threads, designed), cancellation));
        progress.Report(new StepFinished(Step, string.Join(", ", trained.Select(t => string.Create(CultureInfo.InvariantCulture,
            $"{t.Contender.Name} {t.Test} after {Epochs.Text(t.Training.Epochs)}"))) + $" (on {options.Data.Test.Count} test images)"));
        if (Barely(trained.Select(t => (t.Contender, t.Training.Epochs))) is { } warning)
            progress.Report(new StepNote(Step, warning));
        return trained;
    }

    /// <summary>The warning if a network from random weights did not see every training image once; null if all did.</summary>
    internal static string? Barely(IEnumerable<(Contender Contender, double Epochs)> trained)
    {
        var barely = trained.Where(t => t.Contender.Role is NetworkRole.Designed or NetworkRole.Baseline && t.Epochs < 1).ToArray();
        return barely.Length == 0 ? null : string.Create(CultureInfo.InvariantCulture,
            $"{string.Join(" and ", barely.Select(t => $"{t.Contender.Name} ({Epochs.Text(t.Epochs)})"))}: did not see every training image once, so the accuracies say little; train longer with --time-limit or --epochs");
    }

    private TrainingRecipe Fitted(string recipe) => FewImages.Fit(RecipeFile.Find(recipe)!, training.Count);

    private TrainingBudget Budget(TimeSpan time) =>
        options.Epochs is { } epochs ? TrainingBudget.FromEpochs(epochs) : TrainingBudget.FromTime(time);

    private async Task<ImmutableArray<TrainedContender>> TrainAllAsync(
        ImmutableArray<Contender> contenders, Lesson lesson, CancellationToken cancellation)
    {
        using var slots = new SemaphoreSlim(options.Workers);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return [.. await Task.WhenAll(contenders.Select(async contender =>
        {
            await slots.WaitAsync(stop.Token);
            try
            {
                return await Task.Factory.StartNew(() => Train(contender, lesson, stop.Token),
                    stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
            finally
            {
                slots.Release();
            }
        }))];
    }

    private TrainedContender Train(Contender contender, Lesson lesson, CancellationToken cancellation)
    {
        var basePath = folder.TrainingOf(contender.Name);
        var network = contender.Architecture.Build();
        using var lease = _accelerators.Lease();
        if (FinalTraining.Load(basePath) is not { } done)
        {
            var job = new TrainingJob(network, training, lesson.Recipe, lesson.Budget, options.Seed)
            {
                Holdout = holdout,
                InitialWeights = lesson.GrownFrom is { } weights ? WeightInheritance.Grow(network, weights, options.Seed) : null,
                Settings = new RunSettings { Accelerator = lease.Accelerator, Threads = lesson.Threads, CheckpointPath = $"{basePath}.checkpoint", CheckpointInterval = TimeSpan.FromSeconds(20) },
            };
            done = FinalTraining.From(Trainer.Train(job, new Watch(this, contender.Name), cancellation));
            done.Save(basePath);
            File.Delete(job.Settings.CheckpointPath!);
        }

        done.Weights.CheckAgainst(network);
        using var predictor = new Predictor(network, done.Weights, done.Normalization, lease.Accelerator);
        return new TrainedContender(
            contender, done, double.IsNaN(done.HoldoutAccuracy) ? null : Accuracy.FromShare(done.HoldoutAccuracy, holdout.Count),
            predictor.Predict(options.Data.Test, cancellation: cancellation).Accuracy(options.Data.Test));
    }

    private void Advance(string name, TrainingProgress state)
    {
        lock (_lock)
        {
            _states[name] = state;
            progress.Report(new StepAdvanced(Step, _states.Values.Sum(s => Math.Min(s.Spent, 1)) / _networks, string.Create(
                CultureInfo.InvariantCulture, $"{name} epoch {state.Epoch:0.0}, loss {state.Loss:0.000}, {state.ImagesPerSecond:0} images/s")));
        }
    }

    /// <summary>How a network is trained.</summary>
    /// <param name="Recipe">By which recipe.</param>
    /// <param name="Budget">How long.</param>
    /// <param name="Threads">On how many threads.</param>
    /// <param name="GrownFrom">The weights that it grows out of; null for random ones.</param>
    private sealed record Lesson(TrainingRecipe Recipe, TrainingBudget Budget, int Threads, WeightSet? GrownFrom);

    private sealed class Watch(TrainingStep step, string name) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => step.Advance(name, value);
    }
}
