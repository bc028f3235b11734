using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Images;
using ISyNet.Search;
using ISyNet.Training;
using ISyNet.Training.Recipes;

namespace ISyNet.Evaluators;

/// <summary>Evaluates a candidate by a short training on a subset, on held-out training images.</summary>
/// <param name="training">The subset to learn from.</param>
/// <param name="holdout">Held-out training images.</param>
/// <param name="recipe">How to learn, its epochs included; fitted to the subset by <see cref="FewImages"/>.</param>
public sealed class ShortTrainingEvaluator(ImageSet training, ImageSet holdout, TrainingRecipe recipe) : IStudyEvaluator
{
    private readonly Normalization _normalization = training.Normalization();
    private readonly TrainingRecipe _recipe = FewImages.Fit(recipe, training.Count);

    /// <inheritdoc/>
    public Objective Objective => Objective.Error;

    /// <inheritdoc/>
    public ImmutableSortedDictionary<string, string> Settings { get; } = BatchSetting(recipe, training.Count)
        .Add("kind", "short-training")
        .Add("recipe", recipe.Name)
        .Add("epochs", recipe.Epochs.ToString(CultureInfo.InvariantCulture))
        .Add("trainingImages", training.Count.ToString(CultureInfo.InvariantCulture))
        .Add("holdoutImages", holdout.Count.ToString(CultureInfo.InvariantCulture));

    /// <summary>Does nothing: a short training needs no preparation.</summary>
    public Task PrepareAsync(IProgress<EvaluatorProgress>? progress, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<Evaluation> EvaluateAsync(
        Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken) =>
        // A thread of its own: training blocks, and the pool serves the heartbeats.
        Task.Factory.StartNew(() => Evaluate(candidate, architecture, progress, cancellationToken),
            cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // Only where it is not the recipe's own: then it decides the evaluation too.
    private static ImmutableSortedDictionary<string, string> BatchSetting(TrainingRecipe recipe, int images)
    {
        var fitted = FewImages.Fit(recipe, images);
        var none = ImmutableSortedDictionary<string, string>.Empty;
        return fitted == recipe ? none : none.Add("imagesPerStep", (fitted.BatchSize * fitted.Accumulation).ToString(CultureInfo.InvariantCulture));
    }

    private Evaluation Evaluate(
        Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken)
    {
        var job = new TrainingJob(architecture.Build(), training, _recipe, TrainingBudget.FromEpochs(_recipe.Epochs), candidate.Seed)
        {
            Holdout = holdout,
            Normalization = _normalization,
        };
        var watch = progress is null ? null : new CurveProgress(progress);
        var result = Trainer.Train(job, watch, cancellationToken);
        var error = 1 - result.HoldoutAccuracy;
        return new Evaluation(
            ImmutableDictionary<string, double>.Empty.Add(Objective.Error.Name, error),
            [.. result.Curve.Select(p => new CurvePoint(p.Epoch, p.Seconds, p.Loss, 1 - p.Evaluation))],
            result.Elapsed.TotalSeconds);
    }

    /// <summary>Passes on about ten points of a training.</summary>
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
