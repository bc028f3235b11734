namespace ISyNet.Search.Studies;

/// <summary>
/// Where studies live. Every operation is atomic and durable when its task ends: a process killed between two operations
/// leaves a sound study. All members may be called from any thread and, but for the in-memory store, from any process.
/// Errors are <see cref="StudyException"/>s; an unknown study is one. The contract suite in the tests holds for every store.
/// </summary>
public interface IStudyStore : IAsyncDisposable
{
    /// <summary>The store's place as a person knows it: a file, a server's database; without passwords.</summary>
    string Location { get; }

    /// <summary>Adds an empty study.</summary>
    /// <exception cref="StudyException">The name is taken.</exception>
    Task CreateAsync(Study study, CancellationToken cancellationToken = default);

    /// <summary>The study of a name, or null.</summary>
    Task<Study?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All studies with their counts, by name.</summary>
    Task<IReadOnlyList<StudySummary>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes a study with all of its candidates. Workers on it get an error at their next operation.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>How many candidates are in each state.</summary>
    Task<StudyCounts> CountAsync(string study, CancellationToken cancellationToken = default);

    /// <summary>
    /// Appends candidates, all or none. Their numbers go on from the study's last without a gap.
    /// </summary>
    /// <returns>False, and nothing is changed, when the first of them is there already: somebody else was faster.</returns>
    /// <exception cref="StudyException">The numbers leave a gap.</exception>
    Task<bool> AppendAsync(string study, IReadOnlyList<Proposal> proposals, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives the free candidate of smallest number to a worker. Free are those waiting and those whose lease has ended; one of which
    /// <paramref name="maxAttempts"/> evaluations died with their worker is failed instead.
    /// </summary>
    /// <param name="study">Name of the study.</param>
    /// <param name="below">Only numbers below this one.</param>
    /// <param name="owner">The worker.</param>
    /// <param name="duration">Length of the lease; renew it well before.</param>
    /// <param name="maxAttempts">How often a candidate may take its worker down.</param>
    /// <param name="cancellationToken">Gives up before anything is changed.</param>
    /// <returns>The candidate, now running, or null when none is free.</returns>
    Task<StudyCandidate?> LeaseAsync(
        string study, int below, LeaseOwner owner, TimeSpan duration, int maxAttempts, CancellationToken cancellationToken = default);

    /// <summary>Lengthens a lease to <paramref name="duration"/> from now.</summary>
    /// <returns>False when the candidate is no longer this owner's: its work is in vain.</returns>
    Task<bool> RenewAsync(string study, int number, LeaseOwner owner, TimeSpan duration, CancellationToken cancellationToken = default);

    /// <summary>Gives a leased candidate back: it waits again, without its curve, as if it had not been begun.</summary>
    /// <param name="study">Name of the study.</param>
    /// <param name="number">The candidate.</param>
    /// <param name="owner">Its worker.</param>
    /// <param name="counted">Whether the begun evaluation counts as an attempt (the worker died) or not (it was asked to stop).</param>
    /// <param name="cancellationToken">Gives up before anything is changed.</param>
    /// <returns>False when the candidate is no longer this owner's.</returns>
    Task<bool> ReturnAsync(string study, int number, LeaseOwner owner, bool counted, CancellationToken cancellationToken = default);

    /// <summary>Adds a point to the curve of a running candidate, so that others can watch; a point of the same epoch is replaced.</summary>
    /// <returns>False when the candidate is no longer this owner's.</returns>
    Task<bool> AddCurvePointAsync(string study, int number, LeaseOwner owner, CurvePoint point, CancellationToken cancellationToken = default);

    /// <summary>Records the end of an evaluation: complete, or failed when it has an error. Its curve, unless empty, replaces the one so far.</summary>
    /// <returns>False when the candidate is no longer this owner's; nothing is changed then.</returns>
    Task<bool> FinishAsync(
        string study, int number, LeaseOwner owner, Evaluation evaluation, MachineConditions? conditions, CancellationToken cancellationToken = default);

    /// <summary>The candidates from a number on, in order, without their curves.</summary>
    /// <param name="study">Name of the study.</param>
    /// <param name="from">First number.</param>
    /// <param name="below">Number after the last.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<StudyCandidate>> ReadAsync(
        string study, int from = 0, int below = int.MaxValue, CancellationToken cancellationToken = default);

    /// <summary>The curve of a candidate, by epoch; empty when it has none.</summary>
    Task<IReadOnlyList<CurvePoint>> CurveAsync(string study, int number, CancellationToken cancellationToken = default);
}
