using System.Diagnostics;
using System.Globalization;

namespace ISyNet.Cluster.Bench;

/// <summary>Worker processes of this program, connected when they are returned, and ended with this object.</summary>
internal sealed class WorkerProcesses : IAsyncDisposable
{
    private readonly Process[] _processes;

    private WorkerProcesses(Process[] processes) => _processes = processes;

    public static async Task<WorkerProcesses> StartAsync(string database, int count, int slots, int sleepMs)
    {
        var text = (string[])[Environment.ProcessPath!, "worker", database, slots.ToString(CultureInfo.InvariantCulture), sleepMs.ToString(CultureInfo.InvariantCulture)];
        var workers = new WorkerProcesses([.. Enumerable.Range(0, count).Select(_ => Process.Start(text[0], text[1..]))]);
        var names = workers._processes.Select(process => $"/{process.Id.ToString(CultureInfo.InvariantCulture)}").ToArray();
        while (true)
        {
            var connected = await ConnectedWorker.ReadAsync(database);
            if (names.All(name => connected.Any(worker => worker.Name.EndsWith(name, StringComparison.Ordinal))))
                return workers;
            await Task.Delay(200);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
                await kill.WaitForExitAsync();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
