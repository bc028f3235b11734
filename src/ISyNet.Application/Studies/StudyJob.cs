using System.Globalization;
using ISyNet.Evaluators;
using ISyNet.Hardware;
using ISyNet.Images;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;

namespace ISyNet.Application.Studies;

/// <summary>A study with everything that its specification names, ready to run. Immutable.</summary>
/// <param name="Store">The store of the study.</param>
/// <param name="Study">The study.</param>
/// <param name="Space">Its space, with its input and classes.</param>
/// <param name="Device">Its device.</param>
/// <param name="Evaluator">Its evaluator.</param>
public sealed record StudyJob(IStudyStore Store, Study Study, SearchSpace Space, Device Device, IStudyEvaluator Evaluator)
{
    /// <summary>The score of the warm start, larger is better; null for none.</summary>
    public Func<Candidate, CancellationToken, double>? WarmStart { get; init; }

    private const string Step = "study";

    /// <summary>A stored study, to be continued.</summary>
    /// <param name="store">The store.</param>
    /// <param name="study">The study.</param>
    /// <param name="space">Its space, with its input and classes.</param>
    /// <param name="device">Its device.</param>
    /// <param name="training">Its training images.</param>
    /// <param name="supernetPath">The file of a supernet; null: it is not stored.</param>
    /// <exception cref="StudyException">Device, space or images are not those of the study, or this version does not have its evaluator.</exception>
    public static StudyJob Open(
        IStudyStore store, Study study, SearchSpace space, Device device, ImageSet training, string? supernetPath = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(training);
        study.CheckContents(ContentHashes.Create(device, space, training.ContentHash()));
        return new StudyJob(store, study, space, device, StudyEvaluators.Open(study.Spec, space, training, supernetPath))
        {
            WarmStart = StudyEvaluators.OpenWarmStart(study.Spec, space, training),
        };
    }

    /// <summary>The search problem of a specification.</summary>
    public static SearchProblem Problem(StudySpec spec, SearchSpace space, Device device)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new SearchProblem(space, spec.Objectives, new DeviceObjectives(LatencyModel.Of(device), spec.Batch), spec.Seed);
    }

    /// <summary>Runs the study; several processes may do so at once.</summary>
    /// <param name="options">Trials, workers and time limit.</param>
    /// <param name="progress">Receives the progress and every new best candidate.</param>
    /// <param name="cancellation">Stops within two seconds; finished candidates are kept.</param>
    /// <exception cref="StudyException">The store fails, or too many candidates fail in a row.</exception>
    public async Task<StudyRunResult> RunAsync(StudyRunOptions options, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var spec = Study.Spec;
        var problem = Problem(spec, Space, Device);
        var strategy = StrategyCatalog.Create(spec.Strategy, problem, spec.BatchSize)
            ?? throw new StudyException($"study '{Study.Name}' uses the strategy '{spec.Strategy}', which this version does not have");
        if (WarmStart is not null)
            strategy = new WarmStart(strategy, problem, WarmStart);
        var runner = new StudyRunner(Store, Study, Space, strategy, Evaluator, new DeviceObjectives(LatencyModel.Of(Device), spec.Batch));
        var watch = new SearchWatch(progress, Step, options.Trials, await Store.CountAsync(Study.Name, cancellation), ShownQuality.Of(Study));
        var result = await runner.RunAsync(options, watch, cancellation);
        var failures = FailureReason.Group(result.Trials);
        progress.Report(new StepFinished(Step, string.Create(CultureInfo.InvariantCulture,
            $"{result.Trials.Count} of {options.Trials} candidates finished{(result.Stop == StudyStop.TimeLimit ? " (time limit)" : "")}{(failures.IsEmpty ? "" : $", {FailureReason.Describe(failures)}")}")));
        return result;
    }
}
