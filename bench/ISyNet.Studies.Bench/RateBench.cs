using System.Diagnostics;
using System.Globalization;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies.Sqlite;

namespace ISyNet.Studies.Bench;

/// <summary>Ask and tell pairs per second on one core: proposing within the budget, storing, leasing and finishing, by one worker.</summary>
internal static class RateBench
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(4);
    private const int Rounds = 3;

    public static async Task RunAsync(TextWriter output)
    {
        Bench.UseOneCore();
        await output.WriteLineAsync("| strategy | store | ask+tell pairs/s (median of 3) |\n|---|---|---|");
        foreach (var strategy in StrategyCatalog.Names)
        {
            var (memory, sqlite) = (new List<double>(), new List<double>());
            await MeasureAsync(strategy, new MemoryStudyStore(), TimeSpan.FromSeconds(1));
            for (var round = 0; round < Rounds; round++)
            {
                memory.Add(await MeasureAsync(strategy, new MemoryStudyStore(), Length));
                var folder = Directory.CreateTempSubdirectory("isynet-bench-");
                sqlite.Add(await MeasureAsync(strategy, await SqliteStudyStore.OpenAsync(Path.Combine(folder.FullName, "study.db")), Length));
                folder.Delete(recursive: true);
            }

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {strategy} | memory | {Bench.Median(memory):0} |"));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {strategy} | SQLite | {Bench.Median(sqlite):0} |"));
        }
    }

    private static async Task<double> MeasureAsync(string strategy, IStudyStore store, TimeSpan length)
    {
        var study = Bench.Study(strategy);
        await store.CreateAsync(study);
        using var asker = new AskTell(store, study, Bench.Space, StrategyCatalog.Create(strategy, Bench.Problem(), Bench.BatchSize)!, int.MaxValue);
        var pairs = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < length)
        {
            var candidate = await asker.AskAsync();
            await asker.TellAsync(candidate!.Number, Bench.Judge(candidate.Number));
            pairs++;
        }

        var rate = pairs / watch.Elapsed.TotalSeconds;
        await store.DisposeAsync();
        return rate;
    }
}
