using System.Diagnostics;
using System.Globalization;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies.Sqlite;

namespace ISyNet.Studies.Bench;

/// <summary>
/// Ask and tell pairs per second on one core: proposing within the budget, storing, leasing and finishing, by one worker.
/// By the wall clock, and by the processor time of the process, which does not depend on what else the machine does.
/// </summary>
internal static class RateBench
{
    private const int Rounds = 3, WarmUpPairs = 600, Pairs = 1000;

    public static async Task RunAsync(string[] strategies, TextWriter output)
    {
        Bench.UseOneCore();
        await output.WriteLineAsync("| strategy | store | ask+tell pairs per processor second (median of 3) | per wall second |\n|---|---|---|---|");
        foreach (var strategy in strategies)
        {
            var (memory, sqlite) = (new List<Rate>(), new List<Rate>());
            for (var round = 0; round < Rounds; round++)
            {
                memory.Add(await MeasureAsync(strategy, new MemoryStudyStore()));
                var folder = Directory.CreateTempSubdirectory("isynet-bench-");
                sqlite.Add(await MeasureAsync(strategy, await SqliteStudyStore.OpenAsync(Path.Combine(folder.FullName, "study.db"))));
                folder.Delete(recursive: true);
            }

            await PrintAsync(output, strategy, "memory", memory);
            await PrintAsync(output, strategy, "SQLite", sqlite);
        }
    }

    private readonly record struct Rate(double PerProcessorSecond, double PerWallSecond);

    private static Task PrintAsync(TextWriter output, string strategy, string store, List<Rate> rates) => output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"| {strategy} | {store} | {Bench.Median(rates.Select(r => r.PerProcessorSecond)):0} | {Bench.Median(rates.Select(r => r.PerWallSecond)):0} |"));

    private static async Task<Rate> MeasureAsync(string strategy, IStudyStore store)
    {
        var study = Bench.Study(strategy);
        await store.CreateAsync(study);
        using var asker = new AskTell(store, study, Bench.Space, StrategyCatalog.Create(strategy, Bench.Problem(), Bench.BatchSize)!, int.MaxValue);
        await AskAndTellAsync(asker, WarmUpPairs);
        using var process = Process.GetCurrentProcess();
        var processorBefore = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await AskAndTellAsync(asker, Pairs);
        watch.Stop();
        process.Refresh();
        var rate = new Rate(Pairs / (process.TotalProcessorTime - processorBefore).TotalSeconds, Pairs / watch.Elapsed.TotalSeconds);
        await store.DisposeAsync();
        return rate;
    }

    private static async Task AskAndTellAsync(AskTell asker, int pairs)
    {
        for (var i = 0; i < pairs; i++)
        {
            var candidate = await asker.AskAsync();
            await asker.TellAsync(candidate!.Number, Bench.Judge(candidate.Number));
        }
    }
}
