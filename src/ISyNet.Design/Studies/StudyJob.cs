using System.Globalization;
using ISyNet.Design.Steps;
using ISyNet.Hardware;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;

namespace ISyNet.Design.Studies;

/// <summary>A study with all that its specification names, ready to be run. Immutable.</summary>
/// <param name="Store">Where the study is.</param>
/// <param name="Study">The study.</param>
/// <param name="Space">Its space, for its input and classes.</param>
/// <param name="Device">Its device.</param>
/// <param name="Evaluator">Its evaluator.</param>
public sealed record StudyJob(IStudyStore Store, Study Study, SearchSpace Space, Device Device, ICandidateEvaluator Evaluator)
{
    private const string Step = "study";

    /// <summary>The problem that a specification poses.</summary>
    public static SearchProblem Problem(StudySpec spec, SearchSpace space, Device device)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new SearchProblem(space, spec.Objectives, new DeviceCosts(new ClosedFormModel(device), spec.Batch), spec.Seed);
    }

    /// <summary>Runs the study; several processes may do so at once.</summary>
    /// <param name="options">How long and how wide.</param>
    /// <param name="progress">Told how far it is, and every new best candidate.</param>
    /// <param name="cancellation">Ends it within two seconds; what is finished is kept.</param>
    /// <exception cref="StudyException">The store fails, or too many candidates fail in a row.</exception>
    public async Task<StudyRunResult> RunAsync(StudyRunOptions options, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var spec = Study.Spec;
        var strategy = StrategyCatalog.Create(spec.Strategy, Problem(spec, Space, Device), spec.BatchSize)
            ?? throw new StudyException($"study '{Study.Name}' was made for strategy '{spec.Strategy}', which this version does not have");
        progress.Report(new StepStarted(Step));
        var runner = new StudyRunner(Store, Study, Space, strategy, Evaluator, new DeviceCosts(new ClosedFormModel(Device), spec.Batch));
        var watch = new SearchWatch(progress, Step, options.Trials, await Store.CountAsync(Study.Name, cancellation));
        var result = await runner.RunAsync(options, watch, cancellation);
        progress.Report(new StepFinished(Step, string.Create(CultureInfo.InvariantCulture,
            $"{result.Trials.Count} of {options.Trials} candidates finished{(result.Stop == StudyStop.TimeLimit ? " (time limit)" : "")}")));
        return result;
    }
}
