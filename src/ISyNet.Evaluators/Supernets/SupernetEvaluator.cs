using ISyNet.Graph.Architectures;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Training;
using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Evaluators.Supernets;

/// <summary>Evaluates a candidate by its held-out accuracy with the weights of a supernet, which is trained once.</summary>
internal sealed class SupernetEvaluator(EvaluatorData data) : IStudyEvaluator
{
    private readonly SupernetTraining _training = new(
        data.Space, data.Training, FewImages.Fit(RecipeFile.Find("short")!, data.Training.Count), data.SupernetEpochs, data.Seed)
    {
        Settings = new RunSettings { CheckpointPath = data.SupernetPath, Accelerator = data.Accelerator },
    };

    private readonly Lock _preparing = new();
    private Supernet? _supernet;

    public string? Arithmetic => TorchRuntime.Choose(RecipeFile.Find("short")!.Arithmetic, TorchRuntime.Choose(data.Accelerator)).ToString();

    public Objective Objective => Objective.Error;

    public EvaluatorSettings Settings { get; } = new()
    {
        Kind = "supernet",
        Recipe = "short",
        Epochs = data.SupernetEpochs,
        TrainingImages = data.Training.Count,
        HoldoutImages = data.Holdout.Count,
        Seed = data.Seed,
    };

    public void Prepare(IProgress<EvaluatorProgress>? progress, CancellationToken cancellationToken) => Trained(progress, cancellationToken);

    public Evaluation Evaluate(
        Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken)
    {
        var supernet = Trained(null, cancellationToken);
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            var error = 1 - supernet.Accuracy(architecture.Build(), data.Holdout, cancellationToken).Value;
            return new Evaluation([(Metric.Error, error)], [], TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }
        catch (ISyNetException error)
        {
            return Evaluation.Failed(error.Message, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }
    }

    private Supernet Trained(IProgress<EvaluatorProgress>? progress, CancellationToken cancellation)
    {
        // If another thread is training the supernet, wait for it, unless cancelled.
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

    private sealed class Preparation(IProgress<EvaluatorProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(new EvaluatorProgress(value.Spent, value.Loss));
    }
}
