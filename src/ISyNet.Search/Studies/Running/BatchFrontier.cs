using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies.Running;

/// <summary>What a worker without a candidate can do.</summary>
internal enum FrontierState
{
    /// <summary>Candidates are free now.</summary>
    MoreWork,

    /// <summary>All proposed candidates are being evaluated.</summary>
    OthersAtWork,

    /// <summary>The study has all its trials.</summary>
    AllTrials,
}

/// <summary>
/// The boundary after a study's finished batches. The strategy proposes the next batch from the finished batches only; this makes
/// candidates independent of workers, processes and kills. Shared by the workers of a run, and by those who have their candidates evaluated elsewhere.
/// </summary>
internal sealed class BatchFrontier(
    IStudyStore store, Study study, SearchSpace space, ISearchStrategy strategy, int trials, IProgress<StudyEvent>? progress, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly SearchHistory _history = new();
    private readonly HashSet<int> _toldOpen = [];
    private int _told;
    private volatile TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The candidates after the last finished batch, as they were at the last look.</summary>
    public IReadOnlyList<StudyCandidate> Open { get; private set; } = [];

    /// <summary>Notifies idle workers that a candidate is finished.</summary>
    public void Signal() =>
        Interlocked.Exchange(ref _finished, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Looks for more work, and waits briefly if others hold all of it.</summary>
    /// <returns>False when the study has all its trials.</returns>
    public async Task<bool> AdvanceAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var finished = _finished.Task;
        var state = await LookAsync(cancellationToken);
        if (state == FrontierState.OthersAtWork)
        {
            await Task.WhenAny(finished, Task.Delay(wait, clock, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return state != FrontierState.AllTrials;
    }

    /// <summary>Proposes the next batch when the previous one is finished; otherwise frees the candidates of dead workers.</summary>
    public async Task<FrontierState> LookAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var open = await TakeFinishedBatchesAsync(cancellationToken);
            var wanted = Math.Min(strategy.BatchSize, trials - _history.Count);
            if (wanted <= 0 || (open.Count >= wanted && open.Take(wanted).All(c => c.IsFinished)))
                return FrontierState.AllTrials;
            if (open.Count >= wanted)
                return await FreeDeadAsync(open, cancellationToken) ? FrontierState.MoreWork : FrontierState.OthersAtWork;
            await ProposeAsync(open.Count, wanted, cancellationToken);
            return FrontierState.MoreWork;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Proposes nothing, and looks whether candidates are still being evaluated.</summary>
    /// <returns><see cref="FrontierState.AllTrials"/> when none is.</returns>
    public async Task<FrontierState> WaitAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var open = await TakeFinishedBatchesAsync(cancellationToken);
            var isRunning = open.Any(c => c is { State: CandidateState.Running, Lease: { } lease } && lease.ExpiresAt > store.Clock.GetUtcNow() && !lease.Owner.IsDead());
            return isRunning ? FrontierState.OthersAtWork : FrontierState.AllTrials;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The candidates that were finished since the last call, as of the last look.</summary>
    public IReadOnlyList<Trial> TakeNews()
    {
        Trial[] news = [.. _history.Trials.Skip(_told).Concat(Open.Where(c => c.IsFinished).Select(ToTrial)).Where(trial => _toldOpen.Add(trial.Candidate.Number))];
        _told = _history.Count;
        _toldOpen.RemoveWhere(number => number < _told);
        return news;
    }

    /// <summary>All finished candidates of the study, in order.</summary>
    public async Task<IReadOnlyList<Trial>> FinishedAsync(CancellationToken cancellationToken)
    {
        var open = await TakeFinishedBatchesAsync(cancellationToken);
        return [.. _history.Trials, .. open.Where(c => c.IsFinished).Select(ToTrial)];
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    // Whole batches only: the proposals of a batch must not see its own results, however a run was cut.
    private async Task<IReadOnlyList<StudyCandidate>> TakeFinishedBatchesAsync(CancellationToken cancellationToken)
    {
        var read = await store.ReadAsync(study.Name, _history.Count, cancellationToken: cancellationToken);
        var taken = 0;
        while (taken + strategy.BatchSize <= read.Count)
        {
            var batch = read.Skip(taken).Take(strategy.BatchSize).ToArray();
            if (!batch.All(c => c.IsFinished))
                break;
            foreach (var candidate in batch)
                _history.Append(ToTrial(candidate));
            taken += batch.Length;
        }

        return Open = [.. read.Skip(taken)];
    }

    private async Task ProposeAsync(int known, int wanted, CancellationToken cancellationToken)
    {
        var first = _history.Count;
        var genotypes = strategy.ProposeBatch(first, wanted, _history, cancellationToken);
        if (genotypes.Count != wanted)
            throw new StudyException($"strategy '{strategy.Name}' proposed {genotypes.Count} candidates instead of {wanted}");
        var proposals = genotypes.Select((genotype, i) => new Proposal(first + i, genotype.Text, SeededRandom.NumberedSeed(study.Spec.Seed, first + i)));
        // When another process was faster, its proposals are the same: they come from the same history.
        if (await store.AppendAsync(study.Name, [.. proposals.Skip(known)], cancellationToken))
            progress?.Report(new BatchProposed(first + known, wanted - known));
    }

    private async Task<bool> FreeDeadAsync(IEnumerable<StudyCandidate> open, CancellationToken cancellationToken)
    {
        var freed = false;
        foreach (var candidate in open)
        {
            if (candidate is not { State: CandidateState.Running, Lease.Owner: var owner } || !owner.IsDead())
                continue;
            if (await store.ReturnAsync(study.Name, candidate.Number, owner, counted: true, cancellationToken))
                progress?.Report(new LeaseLost(candidate.Number, owner));
            freed = true;
        }

        return freed;
    }

    private Trial ToTrial(StudyCandidate candidate) => new(candidate.Proposal.ToCandidate(space), candidate.Evaluation!);
}
