using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using ISyNet.Cluster;
using ISyNet.Dashboard.Live;
using ISyNet.Search.Studies;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>The workers of a study: what each has, since when and how long it will still take, and the connected ones that have nothing of this study.</summary>
internal static class StudyWorkers
{
    /// <summary>The id of the part.</summary>
    public const string Id = "workers";

    /// <summary>The connected workers without a candidate of the study, as the page shows them: it changes only with these.</summary>
    public static ImmutableArray<IdleWorker> Idle(StudySnapshot study, ImmutableArray<ConnectedWorker> connected, DateTimeOffset now)
    {
        var busy = study.Running.Select(c => c.Lease?.Owner.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. connected.Where(worker => !busy.Contains(worker.Name)).Select(worker => worker.IsSilent(now)
                ? new IdleWorker(Named(worker), true, worker.HeardAt) : new IdleWorker(Named(worker), false, worker.Since)),
        ];
    }

    /// <summary>The part.</summary>
    public static XElement Render(StudyKey key, StudySnapshot study, ImmutableArray<ConnectedWorker> connected, DateTimeOffset now)
    {
        var (running, idle) = (study.Running.ToArray(), Idle(study, connected, now));
        var due = running.Length == 0 ? [] : WorkerActivity.Find(study.Contents, now).Where(worker => worker.TimeLeft is not null).ToDictionary(worker => worker.Candidate, worker => now + worker.TimeLeft!.Value);
        var nobody = Element("p", Class("empty"), connected.IsEmpty ? "No worker has a candidate at the moment." : "No worker has a candidate of this study at the moment.");
        if (running.Length + idle.Length == 0)
            return Element("div", new XAttribute("id", Id), nobody);
        return Element("div", new XAttribute("id", Id), running.Length == 0 ? nobody : null,
            Cells.Table("Workers: those with a candidate, and connected ones without.",
                [("Worker", false), ("Has", false), ("For", true), ("Time left", true), ("Attempt", true), ("Lease", false), ("Genotype", false)],
                [
                    .. running.Select(c => ImmutableArray.Create<object>(
                        connected.FirstOrDefault(worker => worker.Name == c.Lease?.Owner.Name) is { } here ? Named(here) : c.Lease?.Owner.Name ?? Cells.None,
                        Cells.Link(Links.Candidate(key, c.Number), string.Create(CultureInfo.InvariantCulture, $"candidate {c.Number}")),
                        c.StartedAt is { } started ? Cells.Since(started, now) : Cells.None,
                        due.TryGetValue(c.Number, out var end) ? Cells.Left(end, now) : Cells.None,
                        c.Attempts.ToString(CultureInfo.InvariantCulture),
                        Cells.Lease(c, now),
                        Element("code", c.Proposal.Genotype))),
                    .. idle.Select(worker => ImmutableArray.Create<object>(
                        worker.Name, worker.IsSilent ? "silent: it sends no heartbeat" : "nothing of this study", Cells.Since(worker.At, now), Cells.None, Cells.None, Cells.None, "")),
                ], "plain"));
    }

    private static string Named(ConnectedWorker worker) => worker.Labels.IsEmpty ? worker.Name : $"{worker.Name} ({string.Join(", ", worker.Labels)})";
}

/// <summary>A connected worker without a candidate of the study.</summary>
/// <param name="Name">Its name, with its labels.</param>
/// <param name="IsSilent">Whether it sends no heartbeat any more.</param>
/// <param name="At">When it connected; when it is silent, its last heartbeat.</param>
internal sealed record IdleWorker(string Name, bool IsSilent, DateTimeOffset At);
