using System.Collections.Immutable;
using ISyNet.Studies;
using Npgsql;

namespace ISyNet.Cluster;

/// <summary>A worker process that is connected to a cluster, busy or not. Immutable.</summary>
/// <param name="Name">Machine and process, as <see cref="ISyNet.Search.Studies.LeaseOwner.Name"/> gives them.</param>
/// <param name="Slots">Candidates that it evaluates at once.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Since">When it connected.</param>
/// <param name="HeardAt">Its last heartbeat.</param>
public sealed record ConnectedWorker(string Name, int Slots, ImmutableArray<string> Labels, DateTimeOffset Since, DateTimeOffset HeardAt)
{
    /// <summary>The workers of a cluster, by name; none if the location is no PostgreSQL database or has no cluster yet. Changes nothing.</summary>
    /// <param name="location">As for <see cref="ClusterConnection.OpenAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ClusterException">The server cannot be reached, or does not let this user read the queue.</exception>
    public static async Task<ImmutableArray<ConnectedWorker>> ReadAsync(string location, CancellationToken cancellationToken = default)
    {
        if (StudyStores.PostgresAddress(location) is not { } address || await ClusterConnection.ReadJobsAsync(address, cancellationToken) is not { } jobs)
            return [];
        try
        {
            return [.. jobs.GetMonitoringApi().Servers().Select(server => new ConnectedWorker(
                NameOf(server.Name), server.WorkersCount, Cluster.Labels.FromQueues(server.Queues), Utc(server.StartedAt), Utc(server.Heartbeat ?? server.StartedAt)))
                .OrderBy(worker => worker.Name, StringComparer.Ordinal)];
        }
        catch (NpgsqlException error)
        {
            throw new ClusterException($"the workers of the cluster cannot be read: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    /// <summary>Whether it has sent no heartbeat for longer than a lease lasts: it is dead, or cut off.</summary>
    public bool IsSilent(DateTimeOffset now) => now - HeardAt >= new ClusterOptions().LeaseDuration;

    /// <summary>The name of the worker that Hangfire's identifier of a server belongs to.</summary>
    internal static string NameOf(string server) => server.Split(':')[0];

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
