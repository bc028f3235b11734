using Hangfire;
using Hangfire.States;

namespace ISyNet.Cluster;

/// <summary>Finds out why messages are not worked off: no worker that may take them is connected, or the workers give them back.</summary>
/// <param name="jobs">The messages.</param>
/// <param name="label">Only workers with this label get them; all when null.</param>
/// <param name="interval">The time between two looks.</param>
internal sealed class WaitingReasons(JobStorage jobs, string? label, TimeSpan interval)
{
    private readonly string _queue = Labels.Queue(label);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _news = [];
    private long? _lookedAt;

    /// <summary>Looks at a message that has waited for a while. Of the messages that come within the interval of one look, only the first is looked at: they wait for the same reasons.</summary>
    public void Look(string job)
    {
        if (_lookedAt is { } at && TimeProvider.System.GetElapsedTime(at) < interval)
            return;
        _lookedAt = TimeProvider.System.GetTimestamp();
        var monitoring = jobs.GetMonitoringApi();
        if (monitoring.Servers().All(server => !server.Queues.Contains(_queue, StringComparer.Ordinal)))
            Say($"candidates wait: no worker{(label is null ? "" : $" with the label {label}")} is connected: start one with 'isynet worker --connect …{(label is null ? "" : $" --label {label}")}'");
        if (monitoring.JobDetails(job)?.History.FirstOrDefault(state => state.StateName == FailedState.StateName)?.Data is not { } failure
            || !failure.TryGetValue("ExceptionMessage", out var reason))
            return;
        var worker = failure.TryGetValue("ServerId", out var server) ? ConnectedWorker.NameOf(server) : "a worker";
        Say($"{worker} gave candidates back: {ErrorText.OneLine(reason)}");
    }

    /// <summary>The reasons since the last call, each once.</summary>
    public IReadOnlyList<string> Take()
    {
        string[] news = [.. _news];
        _news.Clear();
        return news;
    }

    private void Say(string reason)
    {
        if (_known.Add(reason))
            _news.Add(reason);
    }
}
