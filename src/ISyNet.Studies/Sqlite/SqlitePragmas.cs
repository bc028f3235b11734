using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ISyNet.Studies.Sqlite;

/// <summary>Settings that SQLite keeps per connection.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    // With a write-ahead log, NORMAL flushes at checkpoints only: a kill loses nothing, a power cut the last commits, and neither damages the file.
    private const string Sql = "PRAGMA synchronous = NORMAL;";

    /// <inheritdoc/>
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

    /// <inheritdoc/>
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Set(connection);
        return Task.CompletedTask;
    }

    private static void Set(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Sql;
        command.ExecuteNonQuery();
    }
}
