using Npgsql;

namespace ISyNet.Studies.Postgres;

/// <summary>The clock of a database server: this machine's clock, corrected by a difference that was read once.</summary>
internal sealed class ServerClock(TimeSpan difference) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + difference;

    /// <summary>Reads the difference, with an error of at most half a round trip.</summary>
    public static async Task<ServerClock> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var before = System.GetUtcNow();
        var server = (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
        var middle = before + ((System.GetUtcNow() - before) / 2);
        return new ServerClock(new DateTimeOffset(server) - middle);
    }
}
