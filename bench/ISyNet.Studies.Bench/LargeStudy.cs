using System.Globalization;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Studies.Sqlite;
using Microsoft.Data.Sqlite;

namespace ISyNet.Studies.Bench;

/// <summary>Writes a study file with many finished candidates, as a search of days leaves it: for those who measure readers, such as the dashboard.</summary>
internal static class LargeStudy
{
    private const int Workers = 8, MeanSeconds = 60;
    private const string Name = "large";

    private static readonly string[] Columns = ["state", "seconds", "started", "finished", "values", "conditions", "error", "number"];

    private static readonly string[] Failures =
        ["the training diverged in epoch {0}", "out of memory: {0} MB were asked for", "candidate {0}: its worker died 5 times while evaluating it"];

    /// <summary>Writes the file; an existing one is replaced.</summary>
    public static async Task WriteAsync(string path, int count, TextWriter output)
    {
        foreach (var file in new[] { path, $"{path}-wal", $"{path}-shm" })
            File.Delete(file);
        var costs = Bench.NewCosts();
        var candidates = Enumerable.Range(0, count).AsParallel().AsOrdered().Select(number =>
        {
            var genotype = Bench.Space.Sample(SeededRandom.Numbered(1, number));
            return (Proposal: new Proposal(number, genotype.Text, (ulong)number), Values: costs.Measure(genotype.ToArchitecture()));
        }).ToArray();
        var study = Bench.Study("nsga2") with { Name = Name };
        await using (var store = await SqliteStudyStore.OpenAsync(path))
        {
            await store.CreateAsync(study);
            await store.SetTrialsAsync(Name, count);
            foreach (var chunk in candidates.Chunk(1000))
                await store.AppendAsync(Name, [.. chunk.Select(c => c.Proposal)]);
        }

        await FinishAsync(path, candidates);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{path}: study '{Name}' with {count} finished candidates, {new FileInfo(path).Length / 1e6:0} MB"));
    }

    // Error falls with cost, and scatters as short trainings do; one in fifty fails.
    private static async Task FinishAsync(string path, (Proposal Proposal, MetricValues Values)[] candidates)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            UPDATE candidates SET State = $state, Attempts = 1, Seconds = $seconds, StartedUnixMs = $started, FinishedUnixMs = $finished,
                ObjectivesJson = $values, ConditionsJson = $conditions, Error = $error
            WHERE StudyId = 1 AND Number = $number
            """;
        command.Transaction = (SqliteTransaction)transaction;
        var parameters = Columns.ToDictionary(name => name, name => command.Parameters.AddWithValue($"${name}", DBNull.Value));
        var free = Enumerable.Repeat(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - ((long)candidates.Length * MeanSeconds * 1000 / Workers), Workers).ToArray();
        foreach (var (proposal, values) in candidates)
        {
            var random = SeededRandom.Numbered(2, proposal.Number);
            var worker = Array.IndexOf(free, free.Min());
            var seconds = MeanSeconds * (0.6 + (0.8 * random.NextDouble()));
            var started = free[worker];
            free[worker] += (long)(seconds * 1000);
            var failed = random.NextDouble() < 0.02;
            var error = Math.Clamp(0.05 + (0.03 * Math.Pow(Bench.BudgetMs / values[Metric.LatencyMsPerImage], 0.4)) + (0.03 * random.NextDouble()), 0, 1);
            parameters["state"].Value = failed ? "Failed" : "Complete";
            parameters["seconds"].Value = seconds;
            parameters["started"].Value = started;
            parameters["finished"].Value = free[worker];
            parameters["values"].Value = failed ? "{}" : System.Text.Json.JsonSerializer.Serialize(values.With([(Metric.Error, error)]));
            parameters["conditions"].Value = System.Text.Json.JsonSerializer.Serialize(
                new MachineConditions($"node-{1 + (worker / 4)}", "Linux X64", ".NET 10", 8, 4, Math.Round(4 * random.NextDouble(), 2)), System.Text.Json.JsonSerializerOptions.Web);
            parameters["error"].Value = failed ? string.Format(CultureInfo.InvariantCulture, Failures[proposal.Number % Failures.Length], proposal.Number % 977) : DBNull.Value;
            parameters["number"].Value = proposal.Number;
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }
}
