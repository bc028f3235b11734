using System.Diagnostics;
using System.Globalization;
using ISyNet.Search;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies.Sqlite;
using Microsoft.Data.Sqlite;

namespace ISyNet.Studies.Bench;

/// <summary>What a suggestion costs after 1,000 and after 100,000 finished candidates. Both studies are open at once and asked in turn.</summary>
internal static class FlatBench
{
    private const int Few = 1_000, Many = 100_000, Rounds = 64;

    public static async Task RunAsync(string[] strategies, TextWriter output)
    {
        Bench.UseOneCore();
        var proposals = Proposals(Many);
        await output.WriteLineAsync(
            $"| strategy | store | ms per suggestion at {Few} | at {Many} | ratio | first suggestion at {Many}, s |\n|---|---|---|---|---|---|");
        foreach (var strategy in strategies)
        {
            await CompareAsync(output, strategy, "memory", proposals, (_, _) => Task.FromResult<IStudyStore>(new MemoryStudyStore()));
            var folder = Directory.CreateTempSubdirectory("isynet-bench-");
            await CompareAsync(output, strategy, "SQLite", proposals,
                async (study, count) => await FillFileAsync(Path.Combine(folder.FullName, $"{count}.db"), study, proposals[..count]));
            folder.Delete(recursive: true);
        }
    }

    private static async Task CompareAsync(
        TextWriter output, string strategy, string kind, Proposal[] proposals, Func<Study, int, Task<IStudyStore>> open)
    {
        var study = Bench.Study(strategy);
        await using var few = await open(study, Few);
        await using var many = await open(study, Many);
        if (kind == "memory")
        {
            await FillAsync(few, study, proposals[..Few]);
            await FillAsync(many, study, proposals);
        }

        using var small = Asker(few, study);
        using var large = Asker(many, study);
        await BatchAsync(small);
        var first = await BatchAsync(large) / 1000;
        // A batch's first candidate costs the proposal of all, and a fit serves several batches: means over whole batches, as many as one fit serves at most.
        var (atFew, atMany) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            atFew.Add(await BatchAsync(small) / Bench.BatchSize);
            atMany.Add(await BatchAsync(large) / Bench.BatchSize);
        }

        var (a, b) = (atFew.Average(), atMany.Average());
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {strategy} | {kind} | {a:0.000} | {b:0.000} | {b / a:0.00} | {first:0.0} |"));
    }

    private static AskTell Asker(IStudyStore store, Study study) =>
        new(store, study, Bench.Space, StrategyCatalog.Create(study.Spec.Strategy, Bench.Problem(), Bench.BatchSize)!, int.MaxValue);

    // Milliseconds of asking for a batch; telling is not timed.
    private static async Task<double> BatchAsync(AskTell asker)
    {
        var candidates = new List<Candidate>();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Bench.BatchSize; i++)
            candidates.Add((await asker.AskAsync())!);
        watch.Stop();
        foreach (var candidate in candidates)
            await asker.TellAsync(candidate.Number, Bench.Judge(candidate.Number));
        return watch.Elapsed.TotalMilliseconds;
    }

    private static Proposal[] Proposals(int count)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var random = SeededRandom.Xoshiro(1);
        while (seen.Count < count)
            seen.Add(Bench.Space.Sample(random).Text);
        return [.. seen.Select((text, number) => new Proposal(number, text, (ulong)number))];
    }

    private static async Task FillAsync(IStudyStore store, Study study, Proposal[] proposals)
    {
        var owner = LeaseOwner.Here("fill");
        await store.CreateAsync(study);
        await store.AppendAsync(study.Name, proposals);
        foreach (var proposal in proposals)
        {
            await store.LeaseAsync(study.Name, 0, int.MaxValue, owner, TimeSpan.FromHours(1), 1);
            await store.FinishAsync(study.Name, proposal.Number, owner, Bench.Judge(proposal.Number), null);
        }
    }

    // Finished by one statement, since finishing them one by one would take minutes and is not what is measured.
    private static async Task<IStudyStore> FillFileAsync(string path, Study study, Proposal[] proposals)
    {
        await using (var store = await SqliteStudyStore.OpenAsync(path))
        {
            await store.CreateAsync(study);
            foreach (var chunk in proposals.Chunk(1000))
                await store.AppendAsync(study.Name, chunk);
        }

        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                UPDATE candidates SET State = 'Complete', Attempts = 1, Seconds = 1, StartedUnixMs = 1, FinishedUnixMs = 2, ObjectivesJson = $values
                WHERE StudyId = 1 AND Number = $number
                """;
            command.Transaction = (SqliteTransaction)transaction;
            var (values, number) = (command.Parameters.Add("$values", SqliteType.Text), command.Parameters.Add("$number", SqliteType.Integer));
            foreach (var proposal in proposals)
            {
                values.Value = System.Text.Json.JsonSerializer.Serialize(Bench.Judge(proposal.Number).Values);
                number.Value = proposal.Number;
                await command.ExecuteNonQueryAsync();
            }

            await transaction.CommitAsync();
        }

        return await SqliteStudyStore.OpenAsync(path);
    }
}
