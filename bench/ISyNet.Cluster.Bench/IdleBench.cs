using System.Globalization;
using Npgsql;

namespace ISyNet.Cluster.Bench;

/// <summary>Workers without work, and workers in a long evaluation: what each costs the server.</summary>
internal static class IdleBench
{
    private const int Workers = 4;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(string database, TextWriter output)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var cluster = await ClusterConnection.OpenAsync(database);
        await output.WriteLineAsync("| workers | transactions per worker and second | connections per worker |\n|---|---|---|");
        await using (var idle = await WorkerProcesses.StartAsync(database, Workers, slots: 1, sleepMs: 0))
            await MeasureAsync(source, "idle", output);
        await using var busy = await WorkerProcesses.StartAsync(database, Workers, slots: 1, sleepMs: 3 * (int)Time.TotalMilliseconds);
        var run = BenchStudy.RunAsync(cluster, "busy", Workers, Workers);
        await Task.Delay(TimeSpan.FromSeconds(5));
        await MeasureAsync(source, "busy, with the coordinator's share", output);
        await run;
    }

    private static async Task MeasureAsync(NpgsqlDataSource source, string what, TextWriter output)
    {
        await Task.Delay(TimeSpan.FromSeconds(5));
        var before = await CountAsync(source, "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
        await Task.Delay(Time);
        var transactions = await CountAsync(source, "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()") - before;
        var connections = await CountAsync(source, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {Workers} {what} | {transactions / Time.TotalSeconds / Workers:0.0} | {(double)connections / Workers:0.0} |"));
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand();
#pragma warning disable CA2100 // constants of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
