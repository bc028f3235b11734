using Hangfire;

namespace ISyNet.Cluster;

/// <summary>
/// The message that Hangfire carries: evaluate this candidate, if it is still free. A message that comes twice, late or after its candidate was finished does
/// nothing. Public because Hangfire calls it by name.
/// </summary>
public sealed class EvaluationJob
{
    private readonly ClusterWorker _worker;

    internal EvaluationJob(ClusterWorker worker) => _worker = worker;

    /// <summary>Evaluates a candidate.</summary>
    /// <param name="study">Name of the study.</param>
    /// <param name="number">Number of the candidate.</param>
    /// <param name="cancellation">Hangfire's: the server stops, or someone took the message back.</param>
    [JobDisplayName("{0}: candidate {1}")]
    // A message fails when the store does not answer, or when its worker is refused. Another worker may do better soon; after the last try the coordinator sends a new one.
    [AutomaticRetry(Attempts = 20, DelaysInSeconds = [1, 1, 2, 5, 10, 30], OnAttemptsExceeded = AttemptsExceededAction.Delete, LogEvents = false)]
    public Task EvaluateAsync(string study, int number, CancellationToken cancellation) => _worker.EvaluateAsync(study, number, cancellation);
}
