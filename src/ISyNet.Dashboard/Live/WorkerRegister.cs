using System.Collections.Immutable;
using System.Diagnostics;
using ISyNet.Cluster;

namespace ISyNet.Dashboard.Live;

/// <summary>The workers that are connected to the cluster of a store, with or without a candidate. All readers share one look at the queue's list. Thread-safe.</summary>
/// <param name="store">The store; there are no workers without one.</param>
#pragma warning disable CA1001 // the semaphore holds nothing to free: nobody asks for its wait handle
internal sealed class WorkerRegister(string? store)
{
#pragma warning restore CA1001
    /// <summary>Readers that come within this time of a look share it. Workers send heartbeats less often.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1);
    private ImmutableArray<ConnectedWorker> _latest = [];
    private long? _readAt;

    /// <summary>The workers now, by name; none of a store that is no PostgreSQL database or has no cluster. One SELECT, which no worker waits for.</summary>
    /// <exception cref="ISyNetException">The server cannot be reached.</exception>
    public async Task<ImmutableArray<ConnectedWorker>> ReadAsync(CancellationToken cancellation)
    {
        if (store is null)
            return [];
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_readAt is { } at && Stopwatch.GetElapsedTime(at) < Fresh)
                return _latest;
            _latest = await ConnectedWorker.ReadAsync(store, cancellation);
            _readAt = Stopwatch.GetTimestamp();
            return _latest;
        }
        finally
        {
            _gate.Release();
        }
    }
}
