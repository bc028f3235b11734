using Hangfire;
using Hangfire.Common;
using Hangfire.PostgreSql;
using ISyNet.Search.Studies;
using ISyNet.Studies;
using ISyNet.Studies.Postgres;
using Npgsql;

namespace ISyNet.Cluster;

/// <summary>A PostgreSQL database with the studies of a cluster and, in the schema <c>hangfire</c>, their messages.</summary>
public sealed class ClusterConnection : IAsyncDisposable
{
    private ClusterConnection(PostgresStudyStore store, PostgreSqlStorage jobs, ClusterOptions options) => (Store, Jobs, Options) = (store, jobs, options);

    /// <summary>The studies.</summary>
    public IStudyStore Store { get; }

    /// <summary>The messages, for Hangfire's own tools, such as its dashboard.</summary>
    public JobStorage Jobs { get; }

    /// <summary>The times of the cluster.</summary>
    public ClusterOptions Options { get; }

    /// <summary>Opens a cluster. Creates missing tables.</summary>
    /// <param name="location">A connection string, <c>Host=…;Database=…;Username=…</c>, or an address, <c>postgresql://user@host/database</c>.</param>
    /// <param name="options">Its times; the defaults when null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="StudyException">It is not a PostgreSQL database, or the server cannot be reached.</exception>
    public static async Task<ClusterConnection> OpenAsync(string location, ClusterOptions? options = null, CancellationToken cancellationToken = default)
    {
        var address = Address(location);
        options ??= new ClusterOptions();
        var store = await PostgresStudyStore.OpenAsync(address, patience: options.Patience, cancellationToken: cancellationToken);
        try
        {
            return new ClusterConnection(store, await OpenJobsAsync(address, options, cancellationToken), options);
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
        {
            await store.DisposeAsync();
            throw new ClusterException($"{store.Location}: the tables of the queue cannot be created: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    /// <summary>The messages in a database, to look at; null if no cluster has used it. Creates nothing.</summary>
    /// <param name="location">As for <see cref="OpenAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ClusterException">It is not a PostgreSQL database, or the server cannot be reached.</exception>
    public static async Task<JobStorage?> ReadJobsAsync(string location, CancellationToken cancellationToken = default)
    {
        var address = Address(location);
        try
        {
            await using var source = NpgsqlDataSource.Create(address);
            await using var found = source.CreateCommand("SELECT to_regnamespace('hangfire') IS NOT NULL");
            if (await found.ExecuteScalarAsync(cancellationToken) is not true)
                return null;
            UsePlainNames();
            return new PostgreSqlStorage(new AddressFactory(address), new PostgreSqlStorageOptions { PrepareSchemaIfNecessary = false });
        }
        catch (NpgsqlException error)
        {
            throw new ClusterException($"the queue of the cluster cannot be read: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private static string Address(string location) => StudyStores.PostgresAddress(location)
        ?? throw new ClusterException("a cluster needs a PostgreSQL database: write \"Host=server;Database=studies;Username=me\" or postgresql://me@server/studies");

    // Messages name types without the version of their assembly: a worker of another version reads them, and is then refused in words.
    private static void UsePlainNames() => TypeHelper.CurrentTypeSerializer = TypeHelper.SimpleAssemblyTypeSerializer;

    private static async Task<PostgreSqlStorage> OpenJobsAsync(string address, ClusterOptions options, CancellationToken cancellationToken)
    {
        UsePlainNames();
        await using var hold = await SchemaLock.HoldAsync(address, cancellationToken);
        return new PostgreSqlStorage(new AddressFactory(address), new PostgreSqlStorageOptions
        {
            // Polled, not notified: with EnableLongPolling (1.21.1) every fetch opens a connection, and one in some hundred fetches never returns.
            QueuePollInterval = options.PollInterval,
            InvisibilityTimeout = options.Redelivery,
            UseSlidingInvisibilityTimeout = true,
            // A process killed while it changes the state of a job leaves its lock behind.
            DistributedLockTimeout = options.LeaseDuration,
        });
    }

    /// <summary>Opens connections to an address; pooled by the driver.</summary>
    private sealed class AddressFactory(string address) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => new(address);
    }
}
