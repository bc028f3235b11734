using System.Globalization;
using ISyNet.Evaluators;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Images;
using ISyNet.Reports.Figures;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;

namespace ISyNet.Application.Studies;

/// <summary>A study with what its proposals depend on, ready to run. Who evaluates its candidates is given to each run. Immutable.</summary>
/// <param name="Store">The store of the study.</param>
/// <param name="Study">The study.</param>
/// <param name="Space">Its space, with its input and classes.</param>
/// <param name="Device">Its device.</param>
public sealed record StudyRun(IStudyStore Store, Study Study, SearchSpace Space, Device Device)
{
    /// <summary>What its progress is called.</summary>
    public string Step { get; init; } = "study";

    /// <summary>The score of the warm start, more is better; null without one.</summary>
    public Func<Candidate, CancellationToken, double>? WarmStart { get; init; }

    /// <summary>A stored study, to be continued.</summary>
    /// <param name="store">The store.</param>
    /// <param name="study">The study.</param>
    /// <param name="space">Its space, with its input and classes.</param>
    /// <param name="device">Its device.</param>
    /// <param name="training">Its training images; null if nothing is evaluated here, which a warm start does not allow.</param>
    /// <exception cref="StudyException">Device, space or images are not those that the study was made with.</exception>
    public static StudyRun Open(IStudyStore store, Study study, SearchSpace space, Device device, ImageSet? training)
    {
        ArgumentNullException.ThrowIfNull(study);
        study.CheckContents(ContentHashes.Create(device, space, training?.ContentHash()));
        if (study.Spec.Evaluator.WarmStart is { } score && training is null)
            throw new StudyException($"study '{study.Name}' has a warm start by '{score}', which needs its images where candidates are proposed");
        return new StudyRun(store, study, space, device)
        {
            WarmStart = training is null ? null : StudyEvaluators.OpenWarmStart(study.Spec, space, training),
        };
    }

    /// <summary>The search problem of a specification.</summary>
    public static SearchProblem Problem(StudySpec spec, SearchSpace space, Device device)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new SearchProblem(space, spec.Objectives, new DeviceObjectives(LatencyModel.Create(device), spec.Batch), spec.Seed);
    }

    /// <summary>The cheap objectives of the candidates of a specification.</summary>
    public static ICheapObjectives Costs(StudySpec spec, Device device)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new DeviceObjectives(LatencyModel.Create(device), spec.Batch);
    }

    /// <summary>Runs the study and evaluates its candidates in this process; several processes may do so at once.</summary>
    /// <param name="evaluator">Its evaluator.</param>
    /// <param name="options">How long and how wide.</param>
    /// <param name="progress">Told how far it is, and every new best candidate.</param>
    /// <param name="cancellation">Ends it within two seconds; what is finished is kept.</param>
    /// <returns>The study with its candidates.</returns>
    /// <exception cref="StudyException">The store fails, or too many candidates fail in a row.</exception>
    public Task<StudyContents> RunAsync(IStudyEvaluator evaluator, StudyRunOptions options, IProgress<StepEvent> progress, CancellationToken cancellation) =>
        RunAsync((strategy, watch) => new StudyRunner(Store, Study, Space, strategy, evaluator, Costs(Study.Spec, Device)).RunAsync(options, watch, cancellation), options, progress, cancellation);

    /// <summary>Runs the study and has its candidates evaluated by the workers of a queue.</summary>
    /// <param name="queue">Carries the candidates to the workers.</param>
    /// <param name="options">How long.</param>
    /// <param name="progress">Told how far it is, and every new best candidate.</param>
    /// <param name="cancellation">Ends it; the workers finish the open batch.</param>
    /// <returns>The study with its candidates.</returns>
    /// <exception cref="StudyException">The store or the queue fails, or too many candidates fail in a row.</exception>
    public Task<StudyContents> RunAsync(ICandidateQueue queue, StudyRunOptions options, IProgress<StepEvent> progress, CancellationToken cancellation) =>
        RunAsync((strategy, watch) => new StudyCoordinator(Store, Study, Space, strategy, queue).RunAsync(options, watch, cancellation), options, progress, cancellation);

    private async Task<StudyContents> RunAsync(
        Func<ISearchStrategy, IProgress<StudyEvent>, Task<StudyRunResult>> run, StudyRunOptions options, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var problem = Problem(Study.Spec, Space, Device);
        var strategy = StrategyCatalog.Create(Study.Spec.Strategy, problem, Study.Spec.BatchSize)
            ?? throw new StudyException($"study '{Study.Name}' uses the strategy '{Study.Spec.Strategy}', which this version does not have");
        if (WarmStart is not null)
            strategy = new WarmStart(strategy, problem, WarmStart);
        var watch = new SearchWatch(progress, Step, options.Trials, await Store.CountAsync(Study.Name, cancellation), QualityScale.FromStudy(Study));
        var result = await run(strategy, watch);
        var contents = await new StudyCatalog(Store).ReadAsync(Study.Name, cancellation);
        progress.Report(new StepFinished(Step, string.Create(CultureInfo.InvariantCulture,
            $"{result.Trials.Count} of {options.Trials} candidates finished{(result.Stop == StudyStop.TimeLimit ? " (time limit)" : "")}{Failed(contents)}{Best(contents)}")));
        return contents;
    }

    private static string Failed(StudyContents contents) =>
        contents.Failures.IsEmpty ? "" : $", {FailureReason.Describe(contents.Failures)}";

    private static string Best(StudyContents contents)
    {
        if (contents.Best is not { Evaluation.Values: var values } best)
            return "";
        var scale = QualityScale.FromStudy(contents.Study);
        var budget = contents.Study.Spec.BudgetLatencyMs is { } ms ? string.Create(CultureInfo.InvariantCulture, $" of {ms:0.0000} ms") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"; best candidate {best.Number}: {scale.Line(values.OrNaN(scale.Objective.Metric))} at {values.OrNaN(Metric.LatencyMsPerImage):0.0000} ms{budget}");
    }
}
