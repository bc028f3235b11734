using ISyNet.Application.Results;
using ISyNet.Application.Studies;
using ISyNet.Evaluators;
using ISyNet.Search;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies;
using ISyNet.Training.Recipes;

namespace ISyNet.Application.Design;

/// <summary>The search: a study like any other, in the run's folder. Candidates within the budget are trained for a short time.</summary>
internal static class SearchStep
{
    /// <summary>Its name.</summary>
    public const string Step = "search";

    private const string StudyName = "design";
    private const string Evaluator = "short-training";
    private const int BatchSize = 6;

    /// <summary>What candidates are judged by.</summary>
    public static IStudyEvaluator CreateEvaluator(EvaluatorData data) =>
        EvaluatorCatalog.Create(Evaluator, data with { ShortTrainingEpochs = RecipeFile.Find("short")!.Epochs })!;

    public static async Task<StudyContents> RunAsync(
        DesignOptions options, IStudyEvaluator evaluator, double budgetMs, DesignFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        var spec = new StudySpec(
            options.Sources.Space, options.Space.Input.ToString(), options.Space.Classes, options.Sources.Device, options.Batch, budgetMs,
            StrategyCatalog.Names.First(name => name.Equals(options.Strategy, StringComparison.OrdinalIgnoreCase)), BatchSize, options.Seed)
        {
            Objectives = [Objective.Error, Objective.LatencyBudget(budgetMs), Objective.Mem, Objective.Params, Objective.Macs],
            Evaluator = evaluator.Settings with { Data = options.Sources.Data },
            Contents = ContentHashes.Create(options.Device, options.Space, options.Data.Training.ContentHash()),
        };
        await using var store = await StudyStores.OpenAsync(folder.Study, cancellationToken: cancellation);
        var study = await new StudyCatalog(store).ResumeOrCreateAsync(StudyName, spec, cancellation);
        var job = new StudyRun(store, study, options.Space, options.Device) { Step = Step };
        var found = await job.RunAsync(evaluator, new StudyRunOptions(options.Trials, options.Workers, options.SearchLimit), progress, cancellation);
        return found.Best is not null ? found : throw new ISyNetException(found.Failures.IsEmpty
            ? $"no network of space '{options.Space.Name}' could be judged within the time limit: give the run more --time-limit"
            : $"no network of space '{options.Space.Name}' could be judged: {FailureReason.Describe(found.Failures)}");
    }
}
