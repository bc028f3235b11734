namespace ISyNet.Search.Studies.Running;

/// <summary>
/// Carries the numbers of candidates to workers elsewhere. It is only a messenger: what is waiting, running and finished is decided by the store and
/// its leases, so a message may be lost, late or doubled.
/// </summary>
public interface ICandidateQueue
{
    /// <summary>Queues every free candidate that has no message under way. Called again and again while a batch is open.</summary>
    /// <param name="study">The study.</param>
    /// <param name="open">The candidates after the last finished batch, as they are in the store.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="StudyException">The queue fails.</exception>
    Task OfferAsync(Study study, IReadOnlyList<StudyCandidate> open, CancellationToken cancellationToken = default);

    /// <summary>Takes back the messages that no worker has taken.</summary>
    /// <param name="study">The study.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="StudyException">The queue fails.</exception>
    Task WithdrawAsync(Study study, CancellationToken cancellationToken = default);

    /// <summary>Why candidates wait that were offered, in lines for people; each line once.</summary>
    IReadOnlyList<string> TakeNotices();
}
