using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using ISyNet.Application.Studies;
using ISyNet.Cli.Help;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Cluster;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;

namespace ISyNet.Cli.Commands.Studies;

/// <summary><c>isynet worker --connect ADDRESS</c>: evaluates candidates of the studies of a cluster, until it is stopped.</summary>
internal static class WorkerCommand
{
    public const string Name = "worker";
    private const int Interrupted = 130;

    public static Command Create()
    {
        var connect = new Option<string>("--connect") { Description = "The PostgreSQL database of the cluster: postgresql://USER@HOST/DATABASE, or \"Host=server;Database=studies;Username=me\".", Required = true };
        var computeOn = AcceleratorOptions.Create();
        var slots = WorkersOption.Create("--slots");
        var labels = new Option<string[]>("--label") { Description = "A label, such as a device to measure on: the worker also gets the candidates of studies that are run with this label. Repeat it for several.", DefaultValueFactory = _ => [] };
        var drain = new Option<string>("--drain") { Description = "When asked to stop (SIGTERM, Ctrl-C): time to finish what is started: 20s, 10m. The rest is given back; a second Ctrl-C gives back at once.", DefaultValueFactory = _ => "20s" };
        var checkpoints = new Option<string?>("--checkpoints") { Description = "A folder that the workers share, for unfinished trainings: another worker continues them. Default: they start again." };
        var quiet = new Option<bool>("--quiet") { Description = "Print nothing but errors." };
        var command = new Command(Name, "Evaluate candidates of the studies of a cluster, on any number of machines (docs/cluster.md).") { connect, computeOn, slots, labels, drain, checkpoints, quiet };
        command.SetAction(async (result, cancellation) =>
        {
            var accelerator = AcceleratorOptions.Read(result, computeOn);
            var options = new WorkerOptions
            {
                Version = VersionText.Own,
                Slots = WorkersOption.Read(result, slots, accelerator),
                Labels = [.. result.GetRequiredValue(labels).Select(Labels.Check)],
                DrainTime = Duration.Parse("--drain", result.GetRequiredValue(drain)),
            };
            var work = new StudyWork((spec, token) => (StudyPlace.SpaceOf(spec), StudyPlace.DeviceOf(spec), StudyPlace.ImagesOf(spec, token)), accelerator, result.GetValue(checkpoints));
            await using var cluster = await ClusterConnection.OpenAsync(result.GetRequiredValue(connect), cancellationToken: cancellation);
            using var worker = new ClusterWorker(cluster, options, work.Open, (study, value) => Say(study, value, result.GetValue(quiet)));
            if (!result.GetValue(quiet))
                Console.WriteLine($"{LeaseOwner.Here("").Name} works for {cluster.Store.Location}: {Quantity.Counted(options.Slots, "slot")}, {(options.Labels.IsEmpty ? "no label" : $"labels {string.Join(", ", options.Labels)}")}; Ctrl-C stops it");
            return await UntilStoppedAsync(worker, options);
        });
        return command;
    }

    // Its own signals: the first lets it finish, which takes longer than other commands have.
    private static async Task<int> UntilStoppedAsync(ClusterWorker worker, WorkerOptions options)
    {
        using var drain = new CancellationTokenSource();
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            if (drain.IsCancellationRequested)
            {
                stop.Cancel();
                return;
            }

            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"isynet: stopping: takes no more candidates, and gives back what is not finished in {options.DrainTime.TotalSeconds:0.#} s; Ctrl-C gives back at once"));
            drain.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await worker.RunAsync(drain.Token, stop.Token);
        return stop.IsCancellationRequested ? Interrupted : 0;
    }

    private static void Say(Study study, StudyEvent value, bool isQuiet)
    {
        if (value is WorkerRefused refused)
            Console.Error.WriteLine($"isynet: study '{study.Name}' refuses this worker, which goes on with others: {refused.Reason}");
        if (isQuiet)
            return;
        var line = value switch
        {
            CandidateStarted started => started.Attempt > 1 ? $"candidate {started.Candidate.Number} started, attempt {started.Attempt}" : $"candidate {started.Candidate.Number} started",
            CandidateFinished { Trial: { Evaluation: { Succeeded: false } failed } trial } => $"candidate {trial.Candidate.Number} failed: {failed.Error}",
            CandidateFinished { Trial: var trial } => string.Create(CultureInfo.InvariantCulture, $"candidate {trial.Candidate.Number} finished in {trial.Evaluation.Seconds:0.0} s"),
            CandidateReturned returned => $"candidate {returned.Number} given back",
            LeaseLost lost => $"candidate {lost.Number} belongs to another worker now; this result is dropped",
            _ => null,
        };
        if (line is not null)
            Console.WriteLine($"{study.Name}: {line}");
    }
}
