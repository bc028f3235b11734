namespace ISyNet.Search.Studies;

/// <summary>
/// The reading half of a store: for those who watch studies and change nothing. No call makes a writer wait. All members may be called from any thread.
/// Errors are <see cref="StudyException"/>s; this includes an unknown study.
/// </summary>
public interface IStudyReader : IAsyncDisposable
{
    /// <summary>The store's location for people: a file or a server's database, without passwords.</summary>
    string Location { get; }

    /// <summary>The study with a name, or null.</summary>
    Task<Study?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All studies with their counts, by name.</summary>
    Task<IReadOnlyList<StudySummary>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>How many candidates are in each state.</summary>
    Task<StudyCounts> CountAsync(string study, CancellationToken cancellationToken = default);

    /// <summary>The candidates from a number on, in order, without curves.</summary>
    /// <param name="study">Name of the study.</param>
    /// <param name="from">First number.</param>
    /// <param name="below">Number after the last.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<IReadOnlyList<StudyCandidate>> ReadAsync(
        string study, int from = 0, int below = int.MaxValue, CancellationToken cancellationToken = default);

    /// <summary>
    /// The candidates that were started, running and finished ones, from a number on, with the number of all proposed so far. Finished candidates never change, and workers
    /// take the smallest free number: who keeps what was read needs only those from the first unfinished number on.
    /// </summary>
    /// <param name="study">Name of the study.</param>
    /// <param name="from">First number.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<StartedCandidates> ReadStartedAsync(string study, int from = 0, CancellationToken cancellationToken = default);

    /// <summary>The curve of a candidate, by epoch; empty when it has none.</summary>
    Task<IReadOnlyList<CurvePoint>> CurveAsync(string study, int number, CancellationToken cancellationToken = default);
}
