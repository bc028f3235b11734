using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies.Running;

/// <summary>
/// A study for callers that evaluate candidates themselves, in their own loop or program: ask for a candidate, tell its result.
/// <see cref="StudyRunner"/> does both, with heartbeats. Thread-safe.
/// </summary>
public sealed class AskTell : IDisposable
{
    private readonly IStudyStore _store;
    private readonly Study _study;
    private readonly SearchSpace _space;
    private readonly BatchFrontier _frontier;
    private readonly int _trials;
    private readonly TimeSpan _lease;
    private readonly LeaseOwner _owner = LeaseOwner.Here(Guid.NewGuid().ToString("N"));

    /// <summary>Opens a study for ask and tell.</summary>
    /// <param name="store">Where the study is.</param>
    /// <param name="study">The study; it must already be in the store.</param>
    /// <param name="space">The search space of its genotypes.</param>
    /// <param name="strategy">Proposes; its name and batch size are those of the study.</param>
    /// <param name="trials">Total number of candidates.</param>
    /// <param name="lease">How long a candidate may take before another asker gets it too; an hour when null.</param>
    /// <exception cref="StudyException">The strategy is another one than the study's.</exception>
    public AskTell(IStudyStore store, Study study, SearchSpace space, ISearchStrategy strategy, int trials, TimeSpan? lease = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(strategy);
        study.CheckStrategy(strategy);
        (_store, _study, _space, _trials) = (store, study, space, trials);
        _lease = lease ?? TimeSpan.FromHours(1);
        _frontier = new BatchFrontier(store, study, space, strategy, trials, null, TimeProvider.System);
    }

    /// <summary>The next candidate to evaluate. When the previous batch is complete, the strategy proposes the next one.</summary>
    /// <returns>Null if the study has all its trials, or waits for candidates of other callers.</returns>
    public async Task<Candidate?> AskAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await _store.LeaseAsync(_study.Name, 0, _trials, _owner, _lease, int.MaxValue, cancellationToken) is { } leased)
                return leased.Proposal.ToCandidate(_space);
            if (await _frontier.LookAsync(cancellationToken) != FrontierState.MoreWork)
                return null;
        }
    }

    /// <summary>Records the result of a candidate.</summary>
    /// <returns>False if it took longer than its lease and another caller has the candidate.</returns>
    public Task<bool> TellAsync(int number, Evaluation evaluation, CancellationToken cancellationToken = default) =>
        _store.FinishAsync(_study.Name, number, _owner, evaluation, MachineConditions.Now(workers: 1), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _frontier.Dispose();
}
