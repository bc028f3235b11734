namespace ISyNet.Search.Studies;

/// <summary>
/// A store of studies. Every operation is atomic and durable when its task ends: a process killed between two operations
/// leaves a valid study. All members may be called from any thread and, except for the in-memory store, from any process.
/// Errors are <see cref="StudyException"/>s; this includes an unknown study. The contract tests run against every store.
/// </summary>
public interface IStudyStore : IStudyReader
{
    /// <summary>The clock by which leases end.</summary>
    TimeProvider Clock { get; }

    /// <summary>Adds an empty study.</summary>
    /// <exception cref="StudyException">The name is taken.</exception>
    Task CreateAsync(Study study, CancellationToken cancellationToken = default);

    /// <summary>Removes a study with all of its candidates. Its workers get an error at their next operation.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Records what a study is evaluated with, unless it was recorded before: the first caller decides for all.</summary>
    /// <param name="study">Name of the study.</param>
    /// <param name="numerics">What the caller evaluates with.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>What was recorded first; compare it with <paramref name="numerics"/>.</returns>
    Task<StudyNumerics> AgreeAsync(string study, StudyNumerics numerics, CancellationToken cancellationToken = default);

    /// <summary>Records how many candidates a run was asked for, for those who watch the study (<see cref="StudySummary.Trials"/>).</summary>
    Task SetTrialsAsync(string study, int trials, CancellationToken cancellationToken = default);

    /// <summary>
    /// Appends candidates, all or none. Their numbers follow the study's last number without a gap.
    /// </summary>
    /// <returns>False, and nothing is changed, if the first of them exists already, because another process was faster.</returns>
    /// <exception cref="StudyException">The numbers leave a gap.</exception>
    Task<bool> AppendAsync(string study, IReadOnlyList<Proposal> proposals, CancellationToken cancellationToken = default);

    /// <summary>
    /// Leases the free candidate with the smallest number of a range to a worker. Waiting candidates and those with an expired lease are free. A candidate of which
    /// <paramref name="maxAttempts"/> evaluations died with their worker fails instead.
    /// </summary>
    /// <param name="study">Name of the study.</param>
    /// <param name="from">First number of the range.</param>
    /// <param name="below">Number after its last.</param>
    /// <param name="owner">The worker.</param>
    /// <param name="duration">Length of the lease; renew it well before.</param>
    /// <param name="maxAttempts">How many workers may die while they evaluate a candidate.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>The candidate, now running, or null when none is free.</returns>
    Task<StudyCandidate?> LeaseAsync(
        string study, int from, int below, LeaseOwner owner, TimeSpan duration, int maxAttempts, CancellationToken cancellationToken = default);

    /// <summary>Extends a lease to <paramref name="duration"/> from now.</summary>
    /// <returns>False if the candidate no longer belongs to this owner; its work is discarded.</returns>
    Task<bool> RenewAsync(string study, int number, LeaseOwner owner, TimeSpan duration, CancellationToken cancellationToken = default);

    /// <summary>Returns a leased candidate: it waits again, without its curve, as if its evaluation had not started.</summary>
    /// <param name="study">Name of the study.</param>
    /// <param name="number">The candidate.</param>
    /// <param name="owner">Its worker.</param>
    /// <param name="counted">Whether the started evaluation counts as an attempt (the worker died) or not (it was stopped).</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>False if the candidate no longer belongs to this owner.</returns>
    Task<bool> ReturnAsync(string study, int number, LeaseOwner owner, bool counted, CancellationToken cancellationToken = default);

    /// <summary>Adds a point to the curve of a running candidate, so that others can watch; a point of the same epoch is replaced.</summary>
    /// <returns>False if the candidate no longer belongs to this owner.</returns>
    Task<bool> AddCurvePointAsync(string study, int number, LeaseOwner owner, CurvePoint point, CancellationToken cancellationToken = default);

    /// <summary>Records the end of an evaluation: complete, or failed when it has an error. Its curve, unless empty, replaces the stored one.</summary>
    /// <returns>False if the candidate no longer belongs to this owner; then nothing is changed.</returns>
    Task<bool> FinishAsync(
        string study, int number, LeaseOwner owner, Evaluation evaluation, MachineConditions? conditions, CancellationToken cancellationToken = default);
}
