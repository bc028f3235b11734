using System.Collections.Concurrent;
using System.Globalization;
using Hangfire;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;

namespace ISyNet.Cluster;

/// <summary>
/// A worker process: takes messages of all studies of a cluster, and evaluates their candidates. Before the first candidate of a study, it checks that its
/// device, space, images, version and arithmetic are those of the study. If a study refuses the worker, it says so once (<see cref="WorkerRefused"/>) and goes on with others.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="options">What the worker offers.</param>
/// <param name="open">Finds what a study names on this machine, and checks its contents; fails with the reason in one line.</param>
/// <param name="progress">Receives every event, with the name of the study; may be null.</param>
public sealed class ClusterWorker(
    ClusterConnection cluster, WorkerOptions options, Func<Study, CancellationToken, OpenedStudy> open, Action<Study, StudyEvent>? progress = null) : IDisposable
{
    // A second Ctrl-C ends the process within two seconds, as everywhere.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1.8);

    private readonly ConcurrentDictionary<string, Lazy<Task<CandidateWorker>>> _studies = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Works until it is asked to stop.</summary>
    /// <param name="drain">Asks it to stop: it takes no more messages, finishes what it can within <see cref="WorkerOptions.DrainTime"/>, and gives back the rest.</param>
    /// <param name="stop">Asks it to stop at once: it gives back everything within two seconds.</param>
    public async Task RunAsync(CancellationToken drain, CancellationToken stop)
    {
        using var server = new BackgroundJobServer(ServerOptions(), cluster.Jobs);
        using var stopping = stop.Register(_stop.Cancel);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var draining = drain.Register(() => asked.TrySetResult());
        using var ended = stop.Register(() => asked.TrySetResult());
        await asked.Task;
        server.SendStop();
        await WaitAsync(server);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <summary>Evaluates a candidate if it is free; called by Hangfire's threads.</summary>
    internal async Task EvaluateAsync(string name, int number, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellation);
        // The study was deleted, or its candidates were: the message is of the past.
        if (await cluster.Store.FindAsync(name, either.Token) is not { } study)
            return;
        var worker = await OpenAsync(study);
        // An owner for each evaluation: the same process cannot take an earlier lease of its own for this one.
        var owner = LeaseOwner.Here(Guid.NewGuid().ToString("N"));
        if (await worker.LeaseAsync(number, number + 1, owner, either.Token) is { } leased)
            await worker.EvaluateAsync(leased, owner, either.Token);
    }

    private async Task<CandidateWorker> OpenAsync(Study study)
    {
        // A deleted study may come again under its name.
        var key = string.Create(CultureInfo.InvariantCulture, $"{study.Name}/{study.CreatedAt.ToUnixTimeMilliseconds()}");
        var opening = _studies.GetOrAdd(key, _ => new Lazy<Task<CandidateWorker>>(() => Task.Run(() => CheckAsync(study))));
        try
        {
            return await opening.Value;
        }
        catch (Exception error) when (error is StoreUnreachableException or OperationCanceledException)
        {
            _studies.TryRemove(KeyValuePair.Create(key, opening));
            throw;
        }
    }

    private async Task<CandidateWorker> CheckAsync(Study study)
    {
        try
        {
            return await PrepareAsync(study);
        }
        catch (ISyNetException error) when (error is not StoreUnreachableException)
        {
            progress?.Invoke(study, new WorkerRefused(error.Message));
            throw;
        }
    }

    private async Task<CandidateWorker> PrepareAsync(Study study)
    {
        var opened = open(study, _stop.Token);
        var mine = new StudyNumerics(options.Version, opened.Evaluator.Arithmetic);
        if (mine.DifferenceFrom(await cluster.Store.AgreeAsync(study.Name, mine, _stop.Token)) is { } difference)
            throw new ClusterException($"it has {difference}, with which the study's other candidates are evaluated");
        var worker = new CandidateWorker(
            cluster.Store, study, opened.Space, opened.Evaluator, opened.Costs,
            new EvaluationOptions(options.Slots) { LeaseDuration = cluster.Options.LeaseDuration, MaxAttempts = options.MaxAttempts },
            progress is null ? null : new Events(study, progress));
        await worker.PrepareAsync(_stop.Token);
        return worker;
    }

    private async Task WaitAsync(BackgroundJobServer server)
    {
        // Hangfire cancels the evaluations at the end of the drain time; giving back takes a moment more.
        using var limit = new CancellationTokenSource(options.DrainTime + (2 * StopLimit));
        using var stopped = _stop.Token.Register(() => limit.CancelAfter(StopLimit));
        try
        {
            await server.WaitForShutdownAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Leases and messages end by themselves.
        }
    }

    private BackgroundJobServerOptions ServerOptions() => new()
    {
        ServerName = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}"),
        WorkerCount = options.Slots,
        Queues = Labels.Queues(options.Labels),
        Activator = new Activator(this),
        StopTimeout = options.DrainTime,
        // Both count from the request to stop; between them the evaluations give back.
        ShutdownTimeout = options.DrainTime + StopLimit,
        SchedulePollingInterval = TimeSpan.FromSeconds(5),
        HeartbeatInterval = cluster.Options.LeaseDuration / 3,
        ServerTimeout = 2 * cluster.Options.LeaseDuration,
        ServerCheckInterval = cluster.Options.LeaseDuration,
        CancellationCheckInterval = TimeSpan.FromSeconds(5),
    };

    private sealed class Events(Study study, Action<Study, StudyEvent> progress) : IProgress<StudyEvent>
    {
        public void Report(StudyEvent value) => progress(study, value);
    }

    private sealed class Activator(ClusterWorker worker) : JobActivator
    {
        public override object ActivateJob(Type jobType) =>
            jobType == typeof(EvaluationJob) ? new EvaluationJob(worker) : throw new ClusterException($"this worker does not know the job {jobType}");
    }
}
