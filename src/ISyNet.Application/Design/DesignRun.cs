using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Application.Studies;
using ISyNet.Core.Results;
using ISyNet.Hardware.Latency;
using ISyNet.Images.Judging;
using ISyNet.Reports.Design;
using ISyNet.Search;
using ISyNet.Training.Recipes;

namespace ISyNet.Application.Design;

/// <summary>
/// The main job: from images, an accelerator and a latency budget to a trained network, with a report. The steps run in order.
/// A stopped run keeps its finished work in its folder, and a resumed run continues from there.
/// </summary>
public static class DesignRun
{
    /// <summary>Beyond this multiple of the limit, the line about the time says why.</summary>
    private const double LateFrom = 1.2;

    /// <summary>Runs the job.</summary>
    /// <param name="options">The options.</param>
    /// <param name="folder">The result folder.</param>
    /// <param name="use">Whether the folder must be free, or its run is continued or overwritten.</param>
    /// <param name="progress">Receives every step.</param>
    /// <param name="cancellation">Stops within a second; the folder can be resumed.</param>
    /// <exception cref="ISyNetException">The job failed; the message says why.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<DesignResult> RunAsync(
        DesignOptions options, DesignFolder folder, FolderUse use, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(progress);
        var watch = Stopwatch.StartNew();
        using var held = folder.Begin(ResultKind.Design, Settings(options), use);
        var timed = new StepTimer(progress);
        var model = LatencyModel.Create(options.Device);
        var baseline = new Contender(NetworkRole.Baseline, options.Baseline, model.Predict(options.Baseline.Build(), options.Batch, cancellation).Totals);
        var budget = options.Budget.MsPerImage(baseline.Cost.LatencyMsPerImage);
        var images = StudyEvaluators.Data(options.Space, options.Data.Training, options.Seed, options.Accelerator);
        var (training, holdout) = (images.Training, images.Holdout);

        var spaces = SpaceStep.Run(options, timed, cancellation);
        var adapted = Adapted(Math.Min(images.ShortTrainingImages, training.Count), training.Count);
        foreach (var line in adapted)
            timed.Report(new StepFinished("few images", line));
        var evaluator = SearchStep.CreateEvaluator(images);
        var search = await SearchStep.RunAsync(options, evaluator, budget, folder, timed, cancellation);
        if (holdout.Count < Accuracy.FewToChoose)
            timed.Report(new StepNote(SearchStep.Step, ChosenOnFew(holdout.Count)));
        var designed = new FillStep(options, evaluator, model, budget, timed).Run(search, folder, cancellation);
        var scaled = ScalingStep.Run(options, designed, model, budget, timed, cancellation);
        var contenders = await MeasuringStep.RunAsync(options, [designed, baseline, .. scaled], timed, cancellation);
        var trained = await new TrainingStep(options, training, holdout, folder, options.TimeLimit - Bounded(timed.Durations), timed).RunAsync(contenders[..2], contenders[2..], cancellation);
        var (verification, confusion) = ExportStep.Run(options, trained[0], folder, timed, cancellation);

        // The order of the tables: the design, its scaled versions, the baseline.
        var networks = trained.OrderBy(t => t.Contender.Role).ThenBy(t => t.Contender.Cost.LatencyMsPerImage).ToImmutableArray();
        var result = new DesignResult(folder.Path, spaces, budget, search, adapted, networks, verification, confusion);
        ReportStep.Run(options, result, model, folder, timed.Durations, timed, cancellation);
        timed.Report(new StepFinished("time", Time(options, timed.Durations, watch.Elapsed)));
        return result;
    }

    /// <summary>How long the run took, and what of it the limit does not cover.</summary>
    private static string Time(DesignOptions options, ImmutableArray<StepDuration> steps, TimeSpan whole)
    {
        var bounded = Bounded(steps);
        var late = bounded > LateFrom * options.TimeLimit ? " (the first trials run to their end)" : "";
        var limit = options.Epochs is null ? string.Create(CultureInfo.InvariantCulture, $", limited to {options.TimeLimit.TotalSeconds:0} s{late}") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{whole.TotalSeconds:0} s, of which {bounded.TotalSeconds:0} s for search and trainings{limit}; reading, tests, export and report took the rest");
    }

    /// <summary>The time of the steps that the limit covers.</summary>
    private static TimeSpan Bounded(ImmutableArray<StepDuration> steps) =>
        TimeSpan.FromTicks(steps.Where(step => step.Step is SearchStep.Step or FillStep.Step or TrainingStep.Step).Sum(step => step.Elapsed.Ticks));

    /// <summary>The warning if few images decided the search.</summary>
    internal static string ChosenOnFew(int images) => string.Create(CultureInfo.InvariantCulture,
        $"the network was chosen on {images} held-out images, fewer than {Accuracy.FewToChoose}: among that few, differences of several points are chance; more images make the choice reliable");

    private static TrainingRecipe Recipe(string name) => RecipeFile.Find(name)!;

    private static ImmutableArray<string> Adapted(int searchImages, int trainingImages)
    {
        return [.. new[] { Line("short", "a trial's", searchImages), Line("quick", "a final training's", trainingImages) }.OfType<string>()];

        static string? Line(string recipe, string whose, int images) =>
            FewImages.Describe(Recipe(recipe).BatchSize, FewImages.ImagesPerStep(Recipe(recipe).BatchSize, images), images) is { } line ? $"{whose} {line}" : null;
    }

    private static Dictionary<string, string> Settings(DesignOptions options) => new(options.Kept, StringComparer.Ordinal)
    {
        ["data"] = options.Data.Training.Name,
        [ClassifierFolder.ImagesSetting] = options.Sources.Data,
        ["images"] = options.Data.Training.Count.ToString(CultureInfo.InvariantCulture),
        ["device"] = options.Device.Name,
        ["precision"] = options.Device.Precision.Name,
        ["space"] = options.Space.Name,
        ["input"] = options.Space.Input.ToString(),
        ["classes"] = options.Space.Classes.ToString(CultureInfo.InvariantCulture),
        ["baseline"] = options.Baseline.Name,
        ["batch"] = options.Batch.ToString(CultureInfo.InvariantCulture),
        ["budget"] = options.Budget.ToString(),
        ["strategy"] = options.Strategy,
        ["epochs"] = options.Epochs?.ToString(CultureInfo.InvariantCulture) ?? "by time",
        ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
    };
}
