using Npgsql;

namespace ISyNet.Studies.Postgres;

/// <summary>Lets one process at a time create tables in a database; the others wait.</summary>
public static class SchemaLock
{
    // "ISyN" and 0: no other program of the database uses this number.
    private const long Number = 0x4953794E_00000000;

    /// <summary>Waits for the lock, and holds it until the returned object is disposed of or the process ends.</summary>
    /// <param name="connectionString">As for <see cref="PostgresStudyStore.OpenAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses.</exception>
    public static async Task<IAsyncDisposable> HoldAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        // Not pooled: the lock ends with its connection, however the process ends.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var hold = new NpgsqlCommand($"SELECT pg_advisory_lock({Number})", connection);
        await hold.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }
}
