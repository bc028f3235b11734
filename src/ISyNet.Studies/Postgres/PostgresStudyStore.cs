using ISyNet.Search.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace ISyNet.Studies.Postgres;

/// <summary>
/// Studies on a PostgreSQL server, for workers on several machines. Leases use the server's clock, so the machines'
/// own clocks do not have to agree.
/// </summary>
public sealed class PostgresStudyStore : DatabaseStudyStore
{
    private readonly PooledDbContextFactory<PostgresStudyContext> _contexts;
    private readonly NpgsqlDataSource _source;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly TimeSpan _patience;

    private PostgresStudyStore(string location, NpgsqlDataSource source, PooledDbContextFactory<PostgresStudyContext> contexts, TimeProvider clock, TimeSpan patience)
        : base(location, clock)
    {
        _source = source;
        _contexts = contexts;
        _patience = patience;
    }

    /// <summary>How long an operation of an open store repeats itself by default while the server does not answer.</summary>
    public static TimeSpan DefaultPatience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Opens a database. Creates missing tables, and upgrades tables with an older schema.</summary>
    /// <param name="connectionString">Npgsql's form, <c>Host=…;Database=…;Username=…</c>; a password may also come from PGPASSWORD or a passfile.</param>
    /// <param name="clock">Decides when leases end; the server's clock when null.</param>
    /// <param name="patience">How long an operation repeats itself while the server does not answer, as during a restart; <see cref="DefaultPatience"/> when null. Opening does not wait.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="StudyException">The server cannot be reached, refuses, or has a schema of a newer version.</exception>
    public static async Task<PostgresStudyStore> OpenAsync(
        string connectionString, TimeProvider? clock = null, TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        var settings = PostgresErrors.Parse(connectionString);
        var location = $"postgresql://{settings.Host}:{settings.Port}/{settings.Database}";
        var source = NpgsqlDataSource.Create(settings);
        try
        {
            var options = new DbContextOptionsBuilder<PostgresStudyContext>().UseNpgsql(source).Options;
            var contexts = new PooledDbContextFactory<PostgresStudyContext>(options);
            clock ??= await ServerClock.ReadAsync(source, cancellationToken);
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await PostgresSchema.PrepareAsync(context, settings.ConnectionString, location, cancellationToken);
            return new PostgresStudyStore(location, source, contexts, clock, patience ?? DefaultPatience);
        }
        catch (Exception error) when (PostgresErrors.Find(error) is { } cause)
        {
            await source.DisposeAsync();
            throw PostgresErrors.Explain(cause, location);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a database to read it: its sessions refuse to write. Creates and upgrades tables first.</summary>
    /// <param name="connectionString">As for <see cref="OpenAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="StudyException">The server cannot be reached, refuses, or has a schema of a newer version.</exception>
    public static async Task<IStudyReader> OpenReaderAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        await using (await OpenAsync(connectionString, cancellationToken: cancellationToken))
        {
            var settings = PostgresErrors.Parse(connectionString);
            settings.Options = $"{settings.Options} -c default_transaction_read_only=on".TrimStart();
            return await OpenAsync(settings.ConnectionString, cancellationToken: cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private protected override async Task<T> ReadAsync<T>(Func<StudyContext, Task<T>> operation, CancellationToken cancellationToken)
    {
        var giveUpAt = Environment.TickCount64 + (long)_patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
                return await operation(context);
            }
            catch (Exception error) when (PostgresErrors.Find(error) is { } cause)
            {
                if (!PostgresErrors.IsUnreachable(cause) || Environment.TickCount64 >= giveUpAt)
                    throw PostgresErrors.Explain(cause, Location);
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private protected override Task<T> WriteAsync<T>(Func<StudyContext, Task<T>> operation, CancellationToken cancellationToken) =>
        ReadAsync(operation, cancellationToken);

    private protected override bool IsDuplicate(DbUpdateException error) =>
        error.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
}
