namespace ISyNet.Search.Studies;

/// <summary>Studies that exist as long as this object: for searches with cheap evaluations, and for experiments.</summary>
/// <param name="clock">Decides when leases end; the system's clock when null.</param>
public sealed class MemoryStudyStore(TimeProvider? clock = null) : IStudyStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MemoryStudy> _studies = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Location => "memory";

    /// <inheritdoc/>
    public TimeProvider Clock { get; } = clock ?? TimeProvider.System;

    /// <inheritdoc/>
    public Task CreateAsync(Study study, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        return Locked(() => _studies.TryAdd(study.Name, new MemoryStudy(study))
            ? true
            : throw StudyErrors.NameTaken(study.Name, Location), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Study?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        Locked(() => _studies.GetValueOrDefault(name)?.Study, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StudySummary>> ListAsync(CancellationToken cancellationToken = default) =>
        Locked<IReadOnlyList<StudySummary>>(() => [.. _studies.Values.Select(s => new StudySummary(s.Study, s.Counts()) { Trials = s.Trials })], cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        Locked(() => _studies.Remove(Named(name).Study.Name), cancellationToken);

    /// <inheritdoc/>
    public Task<StudyNumerics> AgreeAsync(string study, StudyNumerics numerics, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).Numerics ??= numerics, cancellationToken);

    /// <inheritdoc/>
    public Task<StudyCounts> CountAsync(string study, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).Counts(), cancellationToken);

    /// <inheritdoc/>
    public Task SetTrialsAsync(string study, int trials, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).Trials = trials, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AppendAsync(string study, IReadOnlyList<Proposal> proposals, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).Append(proposals), cancellationToken);

    /// <inheritdoc/>
    public Task<StudyCandidate?> LeaseAsync(
        string study, int from, int below, LeaseOwner owner, TimeSpan duration, int maxAttempts, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).Lease(from, below, owner, duration, maxAttempts, Clock.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(string study, int number, LeaseOwner owner, TimeSpan duration, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).Renew(number, owner, Clock.GetUtcNow() + duration), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReturnAsync(string study, int number, LeaseOwner owner, bool counted, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).Return(number, owner, counted), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AddCurvePointAsync(string study, int number, LeaseOwner owner, CurvePoint point, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).AddCurvePoint(number, owner, point), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> FinishAsync(
        string study, int number, LeaseOwner owner, Evaluation evaluation, MachineConditions? conditions, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).Finish(number, owner, evaluation, conditions, Clock.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StudyCandidate>> ReadAsync(
        string study, int from = 0, int below = int.MaxValue, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).Read(from, below), cancellationToken);

    /// <inheritdoc/>
    public Task<StartedCandidates> ReadStartedAsync(string study, int from = 0, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).ReadStarted(from), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CurvePoint>> CurveAsync(string study, int number, CancellationToken cancellationToken = default) =>
        Locked(() => Named(study).Curve(number), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private MemoryStudy Named(string name) => _studies.GetValueOrDefault(name) ?? throw StudyErrors.NoSuchStudy(name, Location);

    private Task<T> Locked<T>(Func<T> operation, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        try
        {
            lock (_lock)
                return Task.FromResult(operation());
        }
        catch (StudyException error)
        {
            return Task.FromException<T>(error);
        }
    }
}
