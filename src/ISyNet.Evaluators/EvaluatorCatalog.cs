using System.Collections.Immutable;
using ISyNet.Evaluators.Supernets;
using ISyNet.Evaluators.TrainingFree;
using ISyNet.Images;
using ISyNet.Search.Scaling;
using ISyNet.Training.Recipes;

namespace ISyNet.Evaluators;

/// <summary>The evaluators by the names that users type (docs/evaluators.md).</summary>
public static class EvaluatorCatalog
{
    private static readonly ImmutableArray<TrainingFreeScore> Scores =
    [
        new Naswot(), new SynFlow(), new GradientNorm(), new JacobianCovariance(),
        new GraphMeasure("capacity", new CompoundCapacity().Measure),
        new GraphMeasure("macs-score", network => network.TotalMacs),
        new GraphMeasure("params-score", network => network.TotalParams),
    ];

    /// <summary>The names, the default first.</summary>
    public static ImmutableArray<string> Names { get; } = ["short-training", "supernet", .. Scores.Select(score => score.Name)];

    /// <summary>The names of the evaluators without training, which a warm start can use.</summary>
    public static ImmutableArray<string> ScoreNames { get; } = [.. Scores.Select(score => score.Name)];

    /// <summary>The default evaluator.</summary>
    public static string Default => Names[0];

    /// <summary>Creates an evaluator; null if the name is unknown. Nothing is trained yet.</summary>
    public static IStudyEvaluator? Create(string name, EvaluatorData data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(data);
        if (Is(name, "short-training"))
            return new ShortTrainingEvaluator(
                data.Training.Subset(Math.Min(data.ShortTrainingImages, data.Training.Count), data.Seed), data.Holdout,
                RecipeFile.Find("short")! with { Epochs = data.ShortTrainingEpochs }, data.Accelerator, data.CheckpointFolder);
        if (Is(name, "supernet"))
            return new SupernetEvaluator(data);
        return CreateScore(name, data);
    }

    /// <summary>Creates an evaluator without training; null if the name is unknown.</summary>
    public static IStudyEvaluator? CreateScore(string name, EvaluatorData data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(data);
        return Scores.FirstOrDefault(score => Is(name, score.Name)) is { } score
            ? new TrainingFreeEvaluator(score, data.Training, data.Seed)
            : null;
    }

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);
}
