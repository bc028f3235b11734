using System.Globalization;
using ISyNet.Cli.Terminal;
using ISyNet.Cluster;
using ISyNet.Search.Studies;

namespace ISyNet.Cli.Commands.Studies;

/// <summary>The workers of a study: what each does, since when, and how long it will still take.</summary>
internal static class WorkerTable
{
    /// <summary>Prints a line for each candidate that is being evaluated, and one for each connected worker without one.</summary>
    public static void Print(IReadOnlyList<WorkerActivity> busy, IReadOnlyList<ConnectedWorker> connected, DateTimeOffset now)
    {
        if (busy.Count + connected.Count == 0)
            return;
        var table = new TextTable("worker", new("labels", 2), "does", "since", "time left");
        foreach (var worker in busy)
        {
            var labels = connected.FirstOrDefault(other => other.Name == worker.Owner.Name)?.Labels ?? [];
            table.Add(worker.Owner.Name, string.Join(", ", labels), Doing(worker), Text(now - worker.Since), worker.TimeLeft is { } left ? $"about {Text(left)}" : "-");
        }

        foreach (var worker in connected.Where(worker => busy.All(other => other.Owner.Name != worker.Name)))
            table.Add(worker.Name, string.Join(", ", worker.Labels), worker.IsSilent(now) ? "silent" : "nothing of this study", Text(now - (worker.IsSilent(now) ? worker.HeardAt : worker.Since)), "-");
        table.Write();
    }

    private static string Doing(WorkerActivity worker)
    {
        var attempt = worker.Attempt > 1 ? $", attempt {worker.Attempt}" : "";
        return worker.IsAlive ? $"candidate {worker.Candidate}{attempt}" : $"died on candidate {worker.Candidate}{attempt}";
    }

    private static string Text(TimeSpan time) => time.TotalSeconds < 100 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0} s")
        : time.TotalMinutes < 100 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h");
}
