using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies.Running;

/// <summary>A run of a study from its start to its result, whoever evaluates its candidates.</summary>
internal sealed class OpenRun : IDisposable
{
    private readonly StudyRunOptions _options;
    private readonly long _startedAt;

    private OpenRun(StudyRunOptions options, BatchFrontier frontier)
    {
        (_options, Frontier, Failures) = (options, frontier, new FailureLimit(options.FailureLimit));
        _startedAt = options.Clock.GetTimestamp();
    }

    /// <summary>The boundary after the finished batches.</summary>
    public BatchFrontier Frontier { get; }

    /// <summary>Ends the run after too many consecutive failures.</summary>
    public FailureLimit Failures { get; }

    /// <summary>Whether no further candidate may be started.</summary>
    public bool TimeIsUp => _options.TimeLimit is { } limit && _options.Clock.GetElapsedTime(_startedAt) >= limit;

    /// <summary>Checks options and strategy, and records how many trials are asked for.</summary>
    /// <exception cref="StudyException">An option is out of range, the strategy is not the study's, or the store fails.</exception>
    public static async Task<OpenRun> BeginAsync(
        IStudyStore store, Study study, SearchSpace space, ISearchStrategy strategy, StudyRunOptions options, IProgress<StudyEvent>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        study.CheckStrategy(strategy);
        var run = new OpenRun(options, new BatchFrontier(store, study, space, strategy, options.Trials, progress, options.Clock));
        await store.SetTrialsAsync(study.Name, options.Trials, cancellationToken);
        return run;
    }

    /// <summary>How the run ended.</summary>
    public async Task<StudyRunResult> EndAsync(CancellationToken cancellationToken)
    {
        var trials = await Frontier.FinishedAsync(cancellationToken);
        return new StudyRunResult(
            trials.Count >= _options.Trials ? StudyStop.AllTrials : StudyStop.TimeLimit, trials, _options.Clock.GetElapsedTime(_startedAt).TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => Frontier.Dispose();
}
