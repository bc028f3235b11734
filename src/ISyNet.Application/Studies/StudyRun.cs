using System.Globalization;
using ISyNet.Evaluators;
using ISyNet.Hardware;
using ISyNet.Images;
using ISyNet.Reports.Figures;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Training;

namespace ISyNet.Application.Studies;

/// <summary>A study with everything that its specification names, ready to run. Immutable.</summary>
/// <param name="Store">The store of the study.</param>
/// <param name="Study">The study.</param>
/// <param name="Space">Its space, with its input and classes.</param>
/// <param name="Device">Its device.</param>
/// <param name="Evaluator">Its evaluator.</param>
public sealed record StudyRun(IStudyStore Store, Study Study, SearchSpace Space, Device Device, IStudyEvaluator Evaluator)
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
    /// <param name="training">Its training images.</param>
    /// <param name="supernetPath">Where a supernet is kept; nowhere when null.</param>
    /// <param name="accelerator">What trainings compute on; <see cref="Accelerator.Auto"/> when null.</param>
    /// <exception cref="StudyException">Device, space or images are not those that the study was made with, or this version lacks its evaluator.</exception>
    public static StudyRun Open(
        IStudyStore store, Study study, SearchSpace space, Device device, ImageSet training, string? supernetPath = null, Accelerator? accelerator = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(training);
        study.CheckContents(ContentHashes.Create(device, space, training.ContentHash()));
        return new StudyRun(store, study, space, device, StudyEvaluators.Open(study.Spec, space, training, supernetPath, accelerator))
        {
            WarmStart = StudyEvaluators.OpenWarmStart(study.Spec, space, training),
        };
    }

    /// <summary>The search problem of a specification.</summary>
    public static SearchProblem Problem(StudySpec spec, SearchSpace space, Device device)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new SearchProblem(space, spec.Objectives, new DeviceObjectives(LatencyModel.Create(device), spec.Batch), spec.Seed);
    }

    /// <summary>Runs the study; several processes may do so at once.</summary>
    /// <param name="options">How long and how wide.</param>
    /// <param name="progress">Told how far it is, and every new best candidate.</param>
    /// <param name="cancellation">Ends it within two seconds; what is finished is kept.</param>
    /// <returns>The study with its candidates.</returns>
    /// <exception cref="StudyException">The store fails, or too many candidates fail in a row.</exception>
    public async Task<StudyContents> RunAsync(StudyRunOptions options, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var spec = Study.Spec;
        var problem = Problem(spec, Space, Device);
        var strategy = StrategyCatalog.Create(spec.Strategy, problem, spec.BatchSize)
            ?? throw new StudyException($"study '{Study.Name}' uses the strategy '{spec.Strategy}', which this version does not have");
        if (WarmStart is not null)
            strategy = new WarmStart(strategy, problem, WarmStart);
        var runner = new StudyRunner(Store, Study, Space, strategy, Evaluator, new DeviceObjectives(LatencyModel.Create(Device), spec.Batch));
        var watch = new SearchWatch(progress, Step, options.Trials, await Store.CountAsync(Study.Name, cancellation), QualityScale.FromStudy(Study));
        var result = await runner.RunAsync(options, watch, cancellation);
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
