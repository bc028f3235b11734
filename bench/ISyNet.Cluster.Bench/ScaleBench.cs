using System.Globalization;

namespace ISyNet.Cluster.Bench;

/// <summary>The same study with 1 and with 4 worker processes, one slot each, whose evaluations take a fixed time: how much faster four are.</summary>
internal static class ScaleBench
{
    private const int Trials = 40, BatchSize = 8;

    public static async Task RunAsync(string database, int[] sleeps, TextWriter output)
    {
        await using var cluster = await ClusterConnection.OpenAsync(database);
        await output.WriteLineAsync("| evaluation (s) | candidates, in batches of | 1 worker (s) | 4 workers (s) | speed-up | waiting alone, 1 worker (s) | waiting alone, 4 workers (s) |\n|---|---|---|---|---|---|---|");
        foreach (var sleep in sleeps)
        {
            var one = await MeasureAsync(database, cluster, 1, sleep);
            var four = await MeasureAsync(database, cluster, 4, sleep);
            var alone = Trials * sleep / 1000.0;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"| {sleep / 1000.0} | {Trials}, {BatchSize} | {one:0.00} | {four:0.00} | {one / four:0.00} | {alone:0.00} | {alone / 4:0.00} |"));
        }
    }

    private static async Task<double> MeasureAsync(string database, ClusterConnection cluster, int workers, int sleep)
    {
        await using var processes = await WorkerProcesses.StartAsync(database, workers, slots: 1, sleep);
        // Opens the study's space in each worker, and warms up what the runtime compiles.
        await BenchStudy.RunAsync(cluster, $"warm-{workers}-{sleep}", 4 * workers, BatchSize);
        return await BenchStudy.RunAsync(cluster, $"scale-{workers}-{sleep}", Trials, BatchSize);
    }
}
