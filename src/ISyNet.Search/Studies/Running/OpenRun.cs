using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies.Running;

/// <summary>A run of a study from its start to its result, whoever evaluates its candidates.</summary>
internal sealed class OpenRun : IDisposable
{
    private readonly StudyRunOptions _options;
    private readonly long _startedAt;
    private readonly Lock _lock = new();
    private TimeSpan _spent;
    private int _evaluated;

    private OpenRun(StudyRunOptions options, BatchFrontier frontier)
    {
        (_options, Frontier, Failures) = (options, frontier, new FailureLimit(options.FailureLimit));
        _startedAt = options.Clock.GetTimestamp();
    }

    /// <summary>The boundary after the finished batches.</summary>
    public BatchFrontier Frontier { get; }

    /// <summary>Ends the run after too many consecutive failures.</summary>
    public FailureLimit Failures { get; }

    /// <summary>Whether no further candidate may be started: one that takes as long as those before did on average would end after the limit.</summary>
    public bool TimeIsUp => _options.TimeLimit is { } limit && _options.Clock.GetElapsedTime(_startedAt) + Usual() >= limit;

    /// <summary>Counts a candidate that was evaluated.</summary>
    /// <param name="trial">Its trial.</param>
    /// <param name="spent">How long it took.</param>
    public void Count(Trial trial, TimeSpan spent)
    {
        Failures.Count(trial);
        lock (_lock)
            (_spent, _evaluated) = (_spent + spent, _evaluated + 1);
    }

    private TimeSpan Usual()
    {
        lock (_lock)
            return _spent / Math.Max(1, _evaluated);
    }

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
