using System.Globalization;
using Npgsql;

namespace ISyNet.Cluster.Bench;

/// <summary>Evaluations that take no time: candidates per second of the whole cluster on this machine, and what a candidate costs in the database.</summary>
internal static class RateBench
{
    private const int Trials = 1000, BatchSize = 200;

    private const string Sizes = """
        SELECT CASE WHEN schemaname = 'hangfire' THEN 'hangfire' ELSE relname END, sum(pg_total_relation_size(relid))::bigint
        FROM pg_stat_user_tables WHERE schemaname = 'hangfire' OR relname IN ('candidates', 'curve_points') GROUP BY 1 ORDER BY 1
        """;

    private const string Commits = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";

    public static async Task RunAsync(string database, TextWriter output)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var cluster = await ClusterConnection.OpenAsync(database);
        await output.WriteLineAsync("| worker processes x slots | candidates per second | transactions per candidate |\n|---|---|---|");
        var (before, candidates) = (await SizesAsync(source), 0);
        foreach (var (workers, slots) in new[] { (1, 1), (2, 1), (4, 1), (4, 4) })
        {
            await using var processes = await WorkerProcesses.StartAsync(database, workers, slots, sleepMs: 0);
            await BenchStudy.RunAsync(cluster, $"warm-{workers}-{slots}", 40, 40);
            // The server counts a transaction up to a second later.
            await Task.Delay(1500);
            var first = (long)(await ScalarAsync(source, Commits))!;
            var seconds = await BenchStudy.RunAsync(cluster, $"rate-{workers}-{slots}", Trials, BatchSize);
            await Task.Delay(1500);
            var transactions = (long)(await ScalarAsync(source, Commits))! - first;
            candidates += Trials + 40;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {workers} x {slots} | {Trials / seconds:0} | {(double)transactions / Trials:0} |"));
        }

        await ScalarAsync(source, "VACUUM FULL");
        await output.WriteLineAsync("\n| tables | bytes per candidate, with indexes |\n|---|---|");
        foreach (var (table, bytes) in await SizesAsync(source))
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {table} | {(bytes - before.GetValueOrDefault(table)) / candidates} |"));
    }

    private static async Task<SortedDictionary<string, long>> SizesAsync(NpgsqlDataSource source)
    {
        var sizes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await using var command = source.CreateCommand(Sizes);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            sizes[reader.GetString(0)] = reader.GetInt64(1);
        return sizes;
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand();
#pragma warning disable CA2100 // constants of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
