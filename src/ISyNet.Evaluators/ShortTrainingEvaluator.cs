using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Images;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Training;
using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Evaluators;

/// <summary>Trains a candidate for a short time on a subset, and evaluates it on held-out training images.</summary>
/// <param name="training">The training images of the subset.</param>
/// <param name="holdout">Held-out training images.</param>
/// <param name="recipe">The recipe with its epochs; <see cref="FewImages"/> adapts it to the subset.</param>
/// <param name="accelerator">What trainings compute on; <see cref="Accelerator.Auto"/> when null.</param>
/// <param name="checkpoints">The folder of the checkpoints of unfinished trainings, created if it does not exist; null: none are written.</param>
public sealed class ShortTrainingEvaluator(ImageSet training, ImageSet holdout, TrainingRecipe recipe, Accelerator? accelerator = null, string? checkpoints = null) : IStudyEvaluator
{
    private readonly AcceleratorPool _accelerators = new(accelerator ?? Accelerator.Auto);
    private readonly Accelerator _asked = accelerator ?? Accelerator.Auto;
    private readonly Normalization _normalization = training.Normalization();
    private readonly TrainingRecipe _recipe = FewImages.Fit(recipe, training.Count);

    /// <inheritdoc/>
    public string? Arithmetic => TorchRuntime.Choose(_recipe.Arithmetic, TorchRuntime.Choose(_asked)).ToString();

    /// <inheritdoc/>
    public Objective Objective => Objective.Error;

    /// <inheritdoc/>
    public EvaluatorSettings Settings { get; } = new()
    {
        Kind = "short-training",
        Recipe = recipe.Name,
        Epochs = recipe.Epochs,
        TrainingImages = training.Count,
        HoldoutImages = holdout.Count,
        ImagesPerStep = FittedStep(recipe, training.Count),
    };

    // Only if it differs from the recipe: then it changes the results.
    private static int? FittedStep(TrainingRecipe recipe, int images) =>
        FewImages.Fit(recipe, images) is var fitted && fitted == recipe ? null : fitted.BatchSize * fitted.Accumulation;

    /// <inheritdoc/>
    public Evaluation Evaluate(
        Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(architecture);
        using var lease = _accelerators.Lease();
        var checkpoint = CheckpointOf(candidate);
        var job = new TrainingJob(architecture.Build(), training, _recipe, TrainingBudget.FromEpochs(_recipe.Epochs), candidate.Seed)
        {
            Holdout = holdout,
            Normalization = _normalization,
            Settings = new RunSettings { Accelerator = lease.Accelerator, CheckpointPath = checkpoint },
        };
        var watch = progress is null ? null : new CurveProgress(progress);
        var result = Trainer.Train(job, watch, cancellationToken);
        if (checkpoint is not null)
            File.Delete(checkpoint);
        var error = 1 - result.HoldoutAccuracy;
        return new Evaluation(
            [(Metric.Error, error)],
            [.. result.Curve.Select(p => new CurvePoint(p.Epoch, p.Seconds, p.Loss, 1 - p.Evaluation))],
            result.Elapsed.TotalSeconds);
    }

    private string? CheckpointOf(Candidate candidate) =>
        checkpoints is null ? null : Path.Combine(Directory.CreateDirectory(checkpoints).FullName, $"{candidate.Number}.safetensors");

    /// <summary>Forwards about ten points of a training.</summary>
    private sealed class CurveProgress(IProgress<CurvePoint> target) : IProgress<TrainingProgress>
    {
        private readonly long _start = TimeProvider.System.GetTimestamp();
        private double _next = 0.1;

        public void Report(TrainingProgress value)
        {
            if (value.Spent < _next)
                return;
            _next = value.Spent + 0.1;
            target.Report(new CurvePoint(value.Epoch, TimeProvider.System.GetElapsedTime(_start).TotalSeconds, value.Loss));
        }
    }
}
