using Hangfire;
using Hangfire.States;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;

namespace ISyNet.Cluster;

/// <summary>
/// Sends the candidates of a study to the workers, one message each, and sends a message again when it is lost: when its candidate is free although
/// the message was worked off, or when the worker that took it died. A coordinator that starts again sends all free candidates again; a worker
/// ignores what is not free.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="label">Only workers with this label get the candidates; all when null.</param>
public sealed class MessageQueue(ClusterConnection cluster, string? label = null) : ICandidateQueue
{
    // A waiting message is looked after so often; nothing waits for it.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private readonly BackgroundJobClient _client = new(cluster.Jobs);
    private readonly string _queue = Labels.Queue(label);
    private readonly Dictionary<int, Message> _messages = [];
    private readonly WaitingReasons _reasons = new(cluster.Jobs, label, CheckInterval);

    /// <summary>How many messages were sent.</summary>
    public int Sent { get; private set; }

    /// <inheritdoc/>
    public Task OfferAsync(Study study, IReadOnlyList<StudyCandidate> open, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(open);
        return TryAsync(async () =>
        {
            foreach (var finished in _messages.Keys.Except(open.Where(c => !c.IsFinished).Select(c => c.Number)).ToArray())
                _messages.Remove(finished);
            foreach (var candidate in open.Where(IsFree))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!_messages.TryGetValue(candidate.Number, out var message))
                    Send(study, candidate);
                else if (candidate.Attempts > message.Attempts || IsDue(message))
                    await CheckAsync(study, candidate, message, cancellationToken);
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task WithdrawAsync(Study study, CancellationToken cancellationToken = default) => TryAsync(() =>
    {
        foreach (var (number, message) in _messages.ToArray())
        {
            // Not what a worker has: it finishes that.
            _client.ChangeState(message.Job, new DeletedState(), EnqueuedState.StateName);
            _messages.Remove(number);
        }

        return Task.CompletedTask;
    }, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<string> TakeNotices() => _reasons.Take();

    private bool IsFree(StudyCandidate candidate) => candidate.State == CandidateState.Waiting
        || (candidate is { State: CandidateState.Running, Lease: { } lease } && lease.ExpiresAt <= cluster.Store.Clock.GetUtcNow());

    private static bool IsDue(Message message) => TimeProvider.System.GetElapsedTime(message.CheckedAt) >= CheckInterval;

    private async Task CheckAsync(Study study, StudyCandidate candidate, Message message, CancellationToken cancellationToken)
    {
        _messages[candidate.Number] = message with { CheckedAt = TimeProvider.System.GetTimestamp() };
        _reasons.Look(message.Job);
        if (candidate.Attempts <= message.Attempts && IsUnderWay(message.Job))
            return;
        // The candidate may have been finished since it was read: then its message was worked off as it should be.
        if ((await cluster.Store.ReadAsync(study.Name, candidate.Number, candidate.Number + 1, cancellationToken)) is not [var now] || !IsFree(now))
            return;
        _client.Delete(message.Job);
        Send(study, now);
    }

    private bool IsUnderWay(string job)
    {
        using var connection = cluster.Jobs.GetConnection();
        return connection.GetStateData(job)?.Name is { } state
            && (state == EnqueuedState.StateName || state == ProcessingState.StateName || state == ScheduledState.StateName || state == AwaitingState.StateName);
    }

    private void Send(Study study, StudyCandidate candidate)
    {
        var (name, number) = (study.Name, candidate.Number);
        var job = _client.Create<EvaluationJob>(_queue, evaluation => evaluation.EvaluateAsync(name, number, CancellationToken.None), new EnqueuedState(_queue));
        _messages[number] = new Message(job, candidate.Attempts, TimeProvider.System.GetTimestamp());
        Sent++;
    }

    // As patient as the store: a restart of the server is no reason to end a study.
    private async Task TryAsync(Func<Task> operation, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await operation();
                return;
            }
            catch (Exception error) when (QueueErrors.IsOfServer(error))
            {
                if (TimeProvider.System.GetElapsedTime(startedAt) >= cluster.Options.Patience)
                    throw new ClusterException($"{cluster.Store.Location}: the queue does not answer: {error.Message.ReplaceLineEndings(" ")}", error);
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            }
        }
    }

    private sealed record Message(string Job, int Attempts, long CheckedAt);
}
