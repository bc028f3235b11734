using System.Collections.Immutable;
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
/// The final trainings: all networks get the same recipe and the same time, and each worker trains one network at a time.
/// The designed network and the baseline start from random weights; scaled versions start from the weights of the designed network. The
/// test images are used once, after the last step of a training.
/// </summary>
internal sealed class TrainingStep(
    DesignOptions options, TrainingRecipe recipe, ImageSet training, ImageSet holdout, DesignFolder folder, IProgress<StepEvent> progress)
{
    private const string Step = "train";
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TrainingProgress> _states = [];

    public async Task<ImmutableArray<TrainedContender>> RunAsync(ImmutableArray<Contender> contenders, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Step));
        var budget = options.FinalBudget(contenders.Length);
        var (scaled, fresh) = (contenders.Where(IsScaled).ToArray(), contenders.Where(c => !IsScaled(c)).ToArray());
        var trained = await TrainAllAsync(fresh, null, budget, contenders.Length, cancellation);
        var designed = trained.First(t => t.Contender.Role == NetworkRole.Designed);
        trained = [.. trained, .. await TrainAllAsync(scaled, designed.Training.Weights, budget, contenders.Length, cancellation)];
        progress.Report(new StepFinished(Step, string.Join(", ", trained.Select(t => string.Create(CultureInfo.InvariantCulture,
            $"{t.Contender.Name} {t.Test}"))) + string.Create(CultureInfo.InvariantCulture,
            $" on {options.Data.Test.Count} test images after {(options.Epochs is { } epochs ? $"{epochs:0.##} epochs" : $"{options.TrainingAllowance(contenders.Length).TotalSeconds:0} s of training")} each")));
        return trained;
    }

    private static bool IsScaled(Contender contender) => contender.Role == NetworkRole.Scaled;

    private async Task<ImmutableArray<TrainedContender>> TrainAllAsync(
        Contender[] contenders, WeightSet? grownFrom, TrainingBudget budget, int total, CancellationToken cancellation)
    {
        using var slots = new SemaphoreSlim(options.Workers);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return [.. await Task.WhenAll(contenders.Select(async contender =>
        {
            await slots.WaitAsync(stop.Token);
            try
            {
                return await Task.Factory.StartNew(() => Train(contender, grownFrom, budget, total, stop.Token),
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

    private TrainedContender Train(Contender contender, WeightSet? grownFrom, TrainingBudget budget, int count, CancellationToken cancellation)
    {
        var basePath = folder.TrainingOf(contender.Name);
        var network = contender.Architecture.Build();
        if (FinalTraining.Load(basePath) is not { } done)
        {
            var job = new TrainingJob(network, training, recipe, budget, options.Seed)
            {
                Holdout = holdout,
                InitialWeights = grownFrom is null ? null : WeightInheritance.Grow(network, grownFrom, options.Seed),
                Settings = new RunSettings { CheckpointPath = $"{basePath}.checkpoint", CheckpointInterval = TimeSpan.FromSeconds(20) },
            };
            done = FinalTraining.From(Trainer.Train(job, new Watch(this, contender.Name, count), cancellation));
            done.Save(basePath);
            File.Delete(job.Settings.CheckpointPath!);
        }

        done.Weights.CheckAgainst(network);
        using var predictor = new Predictor(network, done.Weights, done.Normalization);
        return new TrainedContender(
            contender, done, double.IsNaN(done.HoldoutAccuracy) ? null : Accuracy.OfShare(done.HoldoutAccuracy, holdout.Count),
            predictor.Predict(options.Data.Test, cancellation: cancellation).Accuracy(options.Data.Test));
    }

    private void Advance(string name, int count, TrainingProgress state)
    {
        lock (_lock)
        {
            _states[name] = state;
            progress.Report(new StepAdvanced(Step, _states.Values.Sum(s => Math.Min(s.Spent, 1)) / count, string.Create(
                CultureInfo.InvariantCulture, $"{name} epoch {state.Epoch:0.0}, loss {state.Loss:0.000}, {state.ImagesPerSecond:0} images/s")));
        }
    }

    private sealed class Watch(TrainingStep step, string name, int count) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => step.Advance(name, count, value);
    }
}
