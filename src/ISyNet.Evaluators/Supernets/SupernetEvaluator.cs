using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph.Architectures;
using ISyNet.Search;
using ISyNet.Training;
using ISyNet.Training.Recipes;

namespace ISyNet.Evaluators.Supernets;

/// <summary>Evaluates a candidate by the held-out accuracy that it has with the weights of a supernet, trained once.</summary>
internal sealed class SupernetEvaluator(EvaluatorData data) : IStudyEvaluator
{
    private readonly SupernetTraining _training = new(
        data.Space, data.Training, FewImages.Fit(RecipeFile.Find("short")!, data.Training.Count), data.SupernetEpochs, data.Seed)
    {
        Settings = new RunSettings { CheckpointPath = data.SupernetPath },
    };

    private readonly Lock _preparing = new();
    private Supernet? _supernet;

    public Objective Objective => Objective.Error;

    public ImmutableSortedDictionary<string, string> Settings { get; } = ImmutableSortedDictionary<string, string>.Empty
        .Add("kind", "supernet")
        .Add("recipe", "short")
        .Add("epochs", data.SupernetEpochs.ToString(CultureInfo.InvariantCulture))
        .Add("trainingImages", data.Training.Count.ToString(CultureInfo.InvariantCulture))
        .Add("holdoutImages", data.Holdout.Count.ToString(CultureInfo.InvariantCulture))
        .Add("seed", data.Seed.ToString(CultureInfo.InvariantCulture));

    public Task PrepareAsync(IProgress<EvaluatorProgress>? progress, CancellationToken cancellationToken) =>
        OnOwnThread(() => Trained(progress, cancellationToken), cancellationToken);

    public Task<Evaluation> EvaluateAsync(
        Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken) =>
        OnOwnThread(() => Evaluate(architecture, cancellationToken), cancellationToken);

    private Evaluation Evaluate(Architecture architecture, CancellationToken cancellation)
    {
        var supernet = Trained(null, cancellation);
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            var error = 1 - supernet.Accuracy(architecture.Build(), data.Holdout, cancellation).Value;
            return new Evaluation(
                ImmutableDictionary<string, double>.Empty.Add(Objective.Error.Name, error), [], TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }
        catch (ISyNetException error)
        {
            return Evaluation.Failed(error.Message, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }
    }

    private Supernet Trained(IProgress<EvaluatorProgress>? progress, CancellationToken cancellation)
    {
        // Who comes while another trains waits, but not longer than its own cancellation allows.
        while (!_preparing.TryEnter(TimeSpan.FromMilliseconds(200)))
            cancellation.ThrowIfCancellationRequested();
        try
        {
            return _supernet ??= _training.Run(progress is null ? null : new Preparation(progress), cancellation);
        }
        finally
        {
            _preparing.Exit();
        }
    }

    // Training blocks, and the pool serves the heartbeats.
    private static Task<T> OnOwnThread<T>(Func<T> work, CancellationToken cancellation) =>
        Task.Factory.StartNew(work, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private sealed class Preparation(IProgress<EvaluatorProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(new EvaluatorProgress(value.Spent, value.Loss));
    }
}
