using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Application.Studies;
using ISyNet.Core.Results;
using ISyNet.Evaluators;
using ISyNet.Hardware;
using ISyNet.Search;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies;

namespace ISyNet.Application.Design;

/// <summary>The search: candidates within the budget are trained for a short time and evaluated on held-out training images.</summary>
internal static class SearchStep
{
    private const string Step = "search";
    private const string StudyName = "design";
    private const int BatchSize = 6;

    public static async Task<SearchOutcome> RunAsync(
        DesignOptions options, IStudyEvaluator evaluator, ILatencyModel model, double budgetMs, ResultFolder folder,
        IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Step));
        var costs = new DeviceObjectives(model, options.Batch);
        ImmutableArray<Objective> objectives =
            [Objective.Error, Objective.LatencyMsPerImage with { UpperBound = budgetMs }, Objective.Mem, Objective.Params, Objective.Macs];
        var problem = new SearchProblem(options.Space, objectives, costs, options.Seed);
        var strategy = StrategyCatalog.Create(options.Strategy, problem, BatchSize)!;
        var spec = new StudySpec(
            options.Space.Name, options.Space.Input.ToString(), options.Space.Classes, options.Device.Name, options.Batch, budgetMs,
            strategy.Name, BatchSize, options.Seed)
        { Objectives = objectives, Evaluator = evaluator.Settings };

        await using var store = await StudyStores.OpenAsync(folder.In(ResultFiles.Study), cancellationToken: cancellation);
        var study = await store.FindAsync(StudyName, cancellation);
        if (study is null)
            await store.CreateAsync(study = Study.Create(StudyName, spec), cancellation);
        var runner = new StudyRunner(store, study, options.Space, strategy, evaluator, costs);
        var watch = new SearchWatch(progress, Step, options.Trials, await store.CountAsync(StudyName, cancellation), ShownQuality.Of(study));
        var run = await runner.RunAsync(
            new StudyRunOptions(options.Trials, options.Workers, options.SearchLimit), watch, cancellation);

        var outcome = SearchOutcome.Of(run.Trials, options.Space.Name);
        var failed = outcome.Failures.IsEmpty ? "" : $", {FailureReason.Describe(outcome.Failures)}";
        progress.Report(new StepFinished(Step, string.Create(CultureInfo.InvariantCulture,
            $"{run.Trials.Count} of {options.Trials} trials{(run.Stop == StudyStop.TimeLimit ? " (time limit)" : "")}{failed}; chosen trial {outcome.Chosen.Candidate.Number}: {ShownQuality.Of(study).Text(outcome.Chosen.Evaluation.Values[Metric.Error])} at {outcome.Chosen.Evaluation.Values[Metric.LatencyMsPerImage]:0.0000} ms of {budgetMs:0.0000} ms")));
        return outcome;
    }
}
