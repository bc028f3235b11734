using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training;
using ISyNet.Training.Engine;

namespace ISyNet.Detection.Learning;

/// <summary>One detection training, ready to run: the same job gives the same weights wherever it runs.</summary>
/// <param name="Design">What is trained.</param>
/// <param name="Pictures">What it learns from.</param>
/// <param name="Recipe">How.</param>
/// <param name="Budget">How long.</param>
/// <param name="Seed">Decides weights, order and augmentation.</param>
public sealed record DetectionJob(DetectorDesign Design, ITrainingPictures Pictures, DetectionRecipe Recipe, TrainingBudget Budget, ulong Seed)
{
    /// <summary>Evaluates the detector on pictures that it never learns from, 0 to 1, when <see cref="RunSettings.EvaluateEvery"/> says; not at all when null.</summary>
    public Func<Detector, CancellationToken, double>? Evaluate { get; init; }

    /// <summary>Weights of the backbone; fresh ones when null.</summary>
    public WeightSet? BackboneWeights { get; init; }

    /// <summary>How pixels are normalised; measured on the pictures when null.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Threads, checkpoint and clock.</summary>
    public RunSettings Settings { get; init; } = new();

    /// <summary>Trains to the end on the calling thread. Several trainings may run at once on different threads; none changes another's result.</summary>
    /// <param name="progress">Told a few times per second.</param>
    /// <param name="cancellation">Stops between steps; with a checkpoint path the state is written first, and the same job goes on from there.</param>
    /// <exception cref="ISyNetException">The job cannot be run, or the loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public DetectionResult Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (Pictures.Count < 2)
            throw new DetectionException($"{Pictures.Count} pictures are too few to train on");
        if (Pictures.Shape != Design.Input)
            throw new DetectionException($"the pictures are {Pictures.Shape}, but the detector takes {Design.Input}");
        Normalization?.Check(Design.Input.Channels);
        using var task = new DetectionTask(this);
        var outcome = TrainingEngine.Run(task, Budget, Settings, progress, cancellation);
        return new DetectionResult(outcome with { StatisticsMeasured = task.MeasuresStatistics }, task.Detector(cancellation));
    }
}

/// <summary>What a detection training leaves.</summary>
public sealed record DetectionResult : TrainingOutcome
{
    internal DetectionResult(TrainingOutcome outcome, Detector detector) : base(outcome) => Detector = detector;

    /// <summary>The detector; its weights are their running average where the recipe keeps one.</summary>
    public Detector Detector { get; }
}
