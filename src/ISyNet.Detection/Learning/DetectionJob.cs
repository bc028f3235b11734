using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training;
using ISyNet.Training.Engine;

namespace ISyNet.Detection.Learning;

/// <summary>A training of a detector. The same job gives the same weights on every machine.</summary>
/// <param name="Design">The detector.</param>
/// <param name="Pictures">The training pictures.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="Budget">The length of the training.</param>
/// <param name="Seed">Determines weights, order and augmentation.</param>
public sealed record DetectionJob(DetectorDesign Design, ITrainingPictures Pictures, DetectionRecipe Recipe, TrainingBudget Budget, ulong Seed)
{
    /// <summary>Evaluates the detector on held-out pictures, 0 to 1, as often as <see cref="RunSettings.EvaluateEvery"/> says; null for no evaluation.</summary>
    public Func<Detector, CancellationToken, double>? Evaluate { get; init; }

    /// <summary>Start weights of the backbone; null for random weights.</summary>
    public WeightSet? BackboneWeights { get; init; }

    /// <summary>The pixel normalisation; null: measured on the pictures.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Threads, checkpoint and clock.</summary>
    public RunSettings Settings { get; init; } = new();

    /// <summary>Runs the training on the calling thread. Several trainings can run at the same time on different threads, with the same results.</summary>
    /// <param name="progress">Receives the progress a few times per second.</param>
    /// <param name="cancellation">Stops between steps. With a checkpoint path, the state is written first, and the same job continues from it.</param>
    /// <exception cref="ISyNetException">The job cannot run, or the loss is not finite.</exception>
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

/// <summary>The result of a training of a detector.</summary>
public sealed record DetectionResult : TrainingOutcome
{
    internal DetectionResult(TrainingOutcome outcome, Detector detector) : base(outcome) => Detector = detector;

    /// <summary>The detector; its weights are the running average if the recipe has one.</summary>
    public Detector Detector { get; }
}
