using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Cluster;
using ISyNet.Reports.Figures;
using ISyNet.Search.Studies;

namespace ISyNet.Cli.Commands.Studies;

/// <summary><c>isynet study show NAME</c>: its progress, its best candidate, its Pareto front, its workers.</summary>
internal static class StudyShowCommand
{
    private const int MostNumbers = 10;

    public static Command Create()
    {
        var name = StudyPlace.NameOrFolderArgument();
        var store = StudyPlace.StoreOption();
        var json = new Option<bool>("--json") { Description = "Print JSON with all candidates." };
        var command = new Command("show", "Show the progress of a study, its best candidate, its Pareto front and its workers.") { name, store, json };
        command.SetAction(async (result, cancellation) =>
        {
            var (place, named) = await StudyPlace.LocateAsync(result.GetRequiredValue(name), result.GetRequiredValue(store), cancellation);
            await using var open = place;
            var contents = await StudyPlace.ReadAsync(place, named, cancellation);
            var now = place.Clock.GetUtcNow();
            var (busy, connected) = (WorkerActivity.Find(contents, now), await ConnectedWorker.ReadAsync(result.GetRequiredValue(store), cancellation));
            if (result.GetValue(json))
            {
                WriteJson(contents, busy, connected);
            }
            else
            {
                Print(contents);
                WorkerTable.Print(busy, connected, now);
            }

            return 0;
        });
        return command;
    }

    public static void Print(StudyContents contents)
    {
        var (spec, counts) = (contents.Study.Spec, contents.Counts);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{contents.Study.Name}: {spec.Space} on {spec.Device}, batch {spec.Batch}, {StudyPlace.BudgetText(spec)}, {spec.Strategy}, seed {spec.Seed}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{counts.Complete} complete, {counts.Failed} failed, {counts.Running} running, {counts.Waiting} waiting"));
        foreach (var reason in contents.Failures)
            Console.WriteLine($"failed: {reason} (candidate{(reason.Numbers.Length > 1 ? "s" : "")} {string.Join(", ", reason.Numbers.Take(MostNumbers))}{(reason.Numbers.Length > MostNumbers ? ", …" : "")})");
        var best = contents.Best;
        var scale = QualityScale.FromStudy(contents.Study);
        var table = new TextTable(["candidate", .. spec.Objectives.Select((o, i) => MetricColumn.Create(o.Metric, i)), new("genotype", 1)]);
        foreach (var candidate in contents.Front.Select(number => contents.Candidates.First(c => c.Number == number)))
        {
            table.Add([
                candidate.Number.ToString(CultureInfo.InvariantCulture) + (candidate == best ? " (best)" : ""),
                .. spec.Objectives.Select(o => MetricColumn.Text(o.Metric, scale, candidate.Evaluation!.Values[o.Metric])),
                candidate.Proposal.Genotype]);
        }

        if (best is not null)
        {
            if (contents.Front.Length < counts.Complete)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the Pareto front, {contents.Front.Length} of {counts.Complete} complete candidates; --json lists all"));
            table.Write();
        }
        foreach (var caveat in Caveats(spec.Device))
            Console.WriteLine($"note: {caveat}");
    }

    // A study can be read where the device's file is not.
    private static ImmutableArray<string> Caveats(string device)
    {
        try
        {
            return DeviceSource.Load(device).Caveats;
        }
        catch (Exception error) when (error is ISyNetException or UsageException)
        {
            return [];
        }
    }

    private static void WriteJson(StudyContents contents, ImmutableArray<WorkerActivity> busy, ImmutableArray<ConnectedWorker> connected) => JsonOutput.Write(new
    {
        contents.Study.Name,
        contents.Study.CreatedAt,
        contents.Study.Spec,
        contents.Counts,
        Failures = contents.Failures.Select(reason => new { reason.Error, reason.Numbers }),
        Best = contents.Best?.Number,
        contents.Front,
        Workers = busy.Select(worker => new
        {
            worker.Owner.Name,
            worker.Candidate,
            worker.Attempt,
            worker.Since,
            worker.IsAlive,
            LeaseLeftSeconds = worker.LeaseLeft.TotalSeconds,
            TimeLeftSeconds = worker.TimeLeft?.TotalSeconds,
        }),
        Connected = connected,
        Candidates = contents.Candidates.Select(c => new
        {
            c.Number,
            State = c.State.ToString(),
            c.Proposal.Genotype,
            c.Attempts,
            Objectives = c.Evaluation?.Values,
            c.Evaluation?.Seconds,
            c.Evaluation?.Error,
        }),
    });
}
