using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Evaluators;
using ISyNet.Images;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Training.Recipes;

namespace ISyNet.Design.Studies;

/// <summary>The evaluators of studies by the names that users type, made again from the settings that a study keeps.</summary>
public static class StudyEvaluators
{
    private const int HoldoutImages = 5_000;

    /// <summary>The names, the default first.</summary>
    public static ImmutableArray<string> Names { get; } = ["short-training"];

    /// <summary>The short training: its settings are recipe, epochs and images.</summary>
    /// <param name="training">All training images; a part of them is held out to judge on.</param>
    /// <param name="epochs">Passes over the images that are learnt from.</param>
    /// <param name="images">Images to learn from, at most.</param>
    /// <param name="seed">Decides which images are held out and which are learnt from.</param>
    public static ShortTrainingEvaluator ShortTraining(ImageSet training, double epochs, int images, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(training);
        var (rest, holdout) = training.HoldOut(Math.Min(HoldoutImages, training.Count / 5), seed);
        return new ShortTrainingEvaluator(rest.Subset(Math.Min(images, rest.Count), seed), holdout, RecipeFile.Find("short")! with { Epochs = epochs });
    }

    /// <summary>The evaluator of a study.</summary>
    /// <exception cref="StudyException">This version has no such evaluator, or the images are not those that the study was made with.</exception>
    public static ICandidateEvaluator Open(StudySpec spec, ImageSet training)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var kind = spec.Evaluator.GetValueOrDefault("kind", "none");
        if (!Names.Contains(kind))
            throw new StudyException($"the study was made for the evaluator '{kind}', which this version does not have (it has {string.Join(", ", Names)})");
        var evaluator = ShortTraining(training, Number(spec, "epochs"), (int)Number(spec, "trainingImages"), spec.Seed);
        foreach (var (name, value) in evaluator.Settings)
        {
            if (spec.Evaluator.GetValueOrDefault(name) is var kept && kept != value)
                throw new StudyException($"the study was made with {name} {kept}, but these images give {value}: run it on the same images");
        }

        return evaluator;
    }

    private static double Number(StudySpec spec, string name) =>
        double.TryParse(spec.Evaluator.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and < int.MaxValue
            ? value : throw new StudyException($"the study's evaluator has no sound setting '{name}'");
}
