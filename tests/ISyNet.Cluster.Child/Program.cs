using System.Globalization;
using System.Runtime.InteropServices;
using ISyNet.Cluster;
using ISyNet.Cluster.Child;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies.Child;

// Half of a cluster: ADDRESS coordinate TRIALS, or ADDRESS worker, then NAME=VALUE settings. Says on standard output what it does. Exit codes as the product's.
var settings = ChildSettings.Parse(args[2..]);
using var drain = new CancellationTokenSource();
using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    (drain.IsCancellationRequested ? stop : drain).Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    await using var cluster = await ClusterConnection.OpenAsync(args[0], new ClusterOptions { LeaseDuration = settings.Lease, PollInterval = settings.Poll });
    if (args[1] == "coordinate")
    {
        var study = await new StudyCatalog(cluster.Store).ResumeOrCreateAsync(settings.Study, Specs.Spec(seed: 7, settings.BatchSize));
        var space = SpaceCatalog.Find(study.Spec.Space)!;
        var queue = new MessageQueue(cluster, settings.Label);
        var coordinator = new StudyCoordinator(cluster.Store, study, space, new SensitiveStrategy(space, study.Spec.Seed, study.Spec.BatchSize), queue);
        var result = await coordinator.RunAsync(new StudyRunOptions(settings.Trials), null, drain.Token);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ended {result.Trials.Count} trials, {queue.Sent} messages, {result.Seconds:R} s"));
        return 0;
    }

    using var worker = new ClusterWorker(
        cluster, new WorkerOptions { Version = settings.Version, Slots = settings.Slots, Labels = settings.Labels, DrainTime = settings.Drain, MaxAttempts = 1000 },
        (study, _) => new OpenedStudy(SpaceCatalog.Find(study.Spec.Space)!, new HashEvaluator(settings.WaitAsync), null), Say);
    var running = worker.RunAsync(drain.Token, stop.Token);
    Console.WriteLine("ready");
    await running;
    Console.WriteLine("drained");
    return stop.IsCancellationRequested ? 130 : 0;
}
catch (ISyNetException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}

static void Say(Study study, StudyEvent value)
{
    var line = value switch
    {
        CandidateStarted started => $"started {started.Candidate.Number}",
        CandidateFinished finished => $"finished {finished.Trial.Candidate.Number}",
        CandidateReturned returned => $"returned {returned.Number}",
        LeaseLost lost => $"lost {lost.Number}",
        WorkerRefused refused => $"refused {study.Name}: {refused.Reason}",
        _ => null,
    };
    if (line is not null)
        Console.WriteLine(line);
}
