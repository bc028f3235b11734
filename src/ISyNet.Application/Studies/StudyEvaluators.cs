using System.Collections.Immutable;
using ISyNet.Evaluators;
using ISyNet.Images;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Training;

namespace ISyNet.Application.Studies;

/// <summary>Creates the evaluators of studies from the stored settings.</summary>
public static class StudyEvaluators
{
    private const int HoldoutImages = 5_000;

    /// <summary>The data of an evaluator: a part of the training images is held out for evaluation.</summary>
    /// <param name="space">The space of the candidates, with the shape and classes of the images.</param>
    /// <param name="training">All training images.</param>
    /// <param name="seed">Determines which images are held out and which are used for training.</param>
    /// <param name="accelerator">What trainings compute on; <see cref="Accelerator.Auto"/> when null.</param>
    public static EvaluatorData Data(SearchSpace space, ImageSet training, ulong seed, Accelerator? accelerator = null)
    {
        ArgumentNullException.ThrowIfNull(training);
        var (rest, holdout) = training.HoldOut(Math.Min(HoldoutImages, training.Count / 5), seed);
        return new EvaluatorData(space, rest, holdout, seed) { Accelerator = accelerator ?? Accelerator.Auto };
    }

    /// <summary>The evaluator of a study.</summary>
    /// <param name="spec">The study's specification.</param>
    /// <param name="space">Its space, with the shape and classes of the images.</param>
    /// <param name="training">Its training images.</param>
    /// <param name="supernetPath">The file of a supernet; null: it is not stored.</param>
    /// <param name="accelerator">What trainings compute on; <see cref="Accelerator.Auto"/> when null.</param>
    /// <param name="checkpoints">The folder where unfinished trainings of candidates are kept; null: a stopped training starts anew.</param>
    /// <exception cref="StudyException">This version has no such evaluator, or the images are not those of the study.</exception>
    public static IStudyEvaluator Open(
        StudySpec spec, SearchSpace space, ImageSet training, string? supernetPath = null, Accelerator? accelerator = null, string? checkpoints = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var (kept, kind) = (spec.Evaluator, spec.Evaluator.Kind ?? "none");
        var data = Data(space, training, spec.Seed, accelerator) with { SupernetPath = supernetPath, CheckpointFolder = checkpoints };
        if (Sound(kept.Epochs, "epochs") is { } epochs)
            data = data with { ShortTrainingEpochs = epochs, SupernetEpochs = epochs };
        if (Sound(kept.TrainingImages, "trainingImages") is { } images)
            data = data with { ShortTrainingImages = (int)images };
        var evaluator = EvaluatorCatalog.Create(kind, data)
            ?? throw new StudyException($"the study uses the evaluator '{kind}', which this version does not have (it has {string.Join(", ", EvaluatorCatalog.Names)})");
        var was = kept.ToText();
        foreach (var (name, value) in evaluator.Settings.ToText())
        {
            if (was.GetValueOrDefault(name) is var before && before != value)
                throw new StudyException($"the study has {name} {before}, but these images give {value}: run it with the same images");
        }

        return evaluator;
    }

    /// <summary>The score of a study's warm start, converted so that larger is better; null if it has none.</summary>
    /// <exception cref="StudyException">This version has no such score.</exception>
    public static Func<Candidate, CancellationToken, double>? OpenWarmStart(StudySpec spec, SearchSpace space, ImageSet training)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Evaluator.WarmStart is not { } name)
            return null;
        var score = EvaluatorCatalog.CreateScore(name, Data(space, training, spec.Seed))
            ?? throw new StudyException($"the study uses a warm start by '{name}', which this version does not have (it has {string.Join(", ", EvaluatorCatalog.ScoreNames)})");
        return (candidate, cancellation) =>
            -score.Objective.Cost(score.Evaluate(candidate, candidate.Genotype.ToArchitecture(), null, cancellation).Values.OrNaN(score.Objective.Metric));
    }

    private static double? Sound(double? value, string name) => value is null or (> 0 and < int.MaxValue)
        ? value : throw new StudyException($"the study's evaluator has no valid setting '{name}'");
}
