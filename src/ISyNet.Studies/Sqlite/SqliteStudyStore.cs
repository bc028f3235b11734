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
    private readonly string _connection;

    private SqliteStudyStore(string path, SqliteOpenMode mode, TimeProvider? clock, TimeSpan? busyLimit)
        : base(path, clock ?? TimeProvider.System)
    {
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            // Our own loop waits for locks, since the provider's cannot be cancelled.
            DefaultTimeout = 1,
        }.ToString();
        _contexts = new PooledDbContextFactory<SqliteStudyContext>(
            new DbContextOptionsBuilder<SqliteStudyContext>().UseSqlite(_connection).AddInterceptors(new SqlitePragmas()).Options);
        _busyLimit = busyLimit ?? DefaultBusyLimit;
    }

    /// <summary>How long an operation waits by default for a file that another process has locked.</summary>
    public static TimeSpan DefaultBusyLimit { get; } = TimeSpan.FromSeconds(30);

    // Who only watches can look again later.
    private static TimeSpan ReaderBusyLimit { get; } = TimeSpan.FromSeconds(2);

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
        var store = new SqliteStudyStore(path, SqliteOpenMode.ReadWriteCreate, clock, busyLimit);
        await store.WriteAsync(context => SqliteSchema.PrepareAsync(context, path, cancellationToken), cancellationToken);
        return store;
    }

    /// <summary>Opens an existing study file to read it. Upgrades an older schema first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="StudyException">The file is missing, no study file, damaged, locked or of a newer version.</exception>
    public static async Task<IStudyReader> OpenReaderAsync(string path, CancellationToken cancellationToken = default)
    {
        await using (await OpenAsync(path, mustExist: true, cancellationToken: cancellationToken))
            return new SqliteStudyStore(path, SqliteOpenMode.ReadOnly, null, ReaderBusyLimit);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _writer.Dispose();
        // Frees the file, and lets SQLite fold the write-ahead log into it.
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    private protected override Task<T> ReadAsync<T>(Func<StudyContext, Task<T>> operation, CancellationToken cancellationToken) =>
        // A deleted file stays readable through connections that were open before.
        File.Exists(Location) ? RetryAsync(operation, cancellationToken) : throw new StudyException($"{Location}: there is no such study file any more");

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
