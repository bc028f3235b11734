using ISyNet.Search.Studies;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ISyNet.Studies.Sqlite;

/// <summary>
/// Studies in one SQLite file with a write-ahead log: one writer at a time, and readers neither wait nor make others wait.
/// A commit survives the death of the process; the loss of power may undo the last ones, which are then evaluated again.
/// </summary>
public sealed class SqliteStudyStore : DatabaseStudyStore
{
    private readonly PooledDbContextFactory<SqliteStudyContext> _contexts;
    private readonly SemaphoreSlim _writer = new(1);
    private readonly TimeSpan _busyLimit;

    private SqliteStudyStore(string path, PooledDbContextFactory<SqliteStudyContext> contexts, TimeProvider clock, TimeSpan busyLimit)
        : base(path, clock)
    {
        _contexts = contexts;
        _busyLimit = busyLimit;
    }

    /// <summary>How long an operation waits by default for a file that another process has locked.</summary>
    public static TimeSpan DefaultBusyLimit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Opens a study file. Creates a missing file, and upgrades an older schema.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="mustExist">Whether a missing file is an error.</param>
    /// <param name="clock">Decides when leases end; the system's clock when null.</param>
    /// <param name="busyLimit">How long to wait for a locked file; <see cref="DefaultBusyLimit"/> when null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="StudyException">The file is missing, no study file, damaged, locked or of a newer version.</exception>
    public static async Task<SqliteStudyStore> OpenAsync(
        string path, bool mustExist = false, TimeProvider? clock = null, TimeSpan? busyLimit = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path))
            throw new StudyException($"{path}: is a folder; name a file in it, such as {Path.Combine(path, "study.db")}");
        if (mustExist && !File.Exists(path))
            throw new StudyException($"{path}: there is no such study file");
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            // Our own loop waits for locks, since the provider's cannot be cancelled.
            DefaultTimeout = 1,
        }.ToString();
        var options = new DbContextOptionsBuilder<SqliteStudyContext>()
            .UseSqlite(connection)
            .AddInterceptors(new SqlitePragmas())
            .Options;
        var store = new SqliteStudyStore(path, new PooledDbContextFactory<SqliteStudyContext>(options), clock ?? TimeProvider.System, busyLimit ?? DefaultBusyLimit);
        await store.WriteAsync(context => SqliteSchema.PrepareAsync(context, path, cancellationToken), cancellationToken);
        return store;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _writer.Dispose();
        // Frees the file, and lets SQLite fold the write-ahead log into it.
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Location, DefaultTimeout = 1 }.ToString());
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    private protected override Task<T> ReadAsync<T>(Func<StudyContext, Task<T>> operation, CancellationToken cancellationToken) =>
        RetryAsync(operation, cancellationToken);

    private protected override async Task<T> WriteAsync<T>(Func<StudyContext, Task<T>> operation, CancellationToken cancellationToken)
    {
        // Threads of this process queue here in order, which is fairer and faster than SQLite's own waiting.
        await _writer.WaitAsync(cancellationToken);
        try
        {
            return await RetryAsync(operation, cancellationToken);
        }
        finally
        {
            _writer.Release();
        }
    }

    private protected override bool IsDuplicate(DbUpdateException error) =>
        error.InnerException is SqliteException { SqliteErrorCode: SqliteErrors.Constraint };

    private async Task<T> RetryAsync<T>(Func<StudyContext, Task<T>> operation, CancellationToken cancellationToken)
    {
        var giveUpAt = Environment.TickCount64 + (long)_busyLimit.TotalMilliseconds;
        while (true)
        {
            try
            {
                await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
                return await operation(context);
            }
            catch (Exception error) when (SqliteErrors.Find(error) is { } cause)
            {
                if (!SqliteErrors.IsBusy(cause) || Environment.TickCount64 >= giveUpAt)
                    throw SqliteErrors.Explain(cause, Location, _busyLimit);
                await Task.Delay(20, cancellationToken);
            }
        }
    }
}
