using System.Runtime.InteropServices;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using Architecture = ISyNet.Graph.Architectures.Architecture;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;

namespace ISyNet.Cluster.Bench;

/// <summary>A study whose evaluations only wait: random candidates of the small space, without a budget, so that only the cluster is measured.</summary>
internal static class BenchStudy
{
    private static readonly SearchSpace Space = SpaceCatalog.Find("isynet-small")!;
    private static readonly Objective[] Objectives = [Objective.Error, Objective.LatencyMsPerImage];

    /// <summary>Runs a study with the connected workers.</summary>
    /// <returns>Its wall-clock seconds.</returns>
    public static async Task<double> RunAsync(ClusterConnection cluster, string name, int trials, int batchSize)
    {
        var spec = new StudySpec(Space.Name, Space.Input.ToString(), Space.Classes, "ascend310", 16, null, "random", batchSize, 1) { Objectives = [.. Objectives] };
        var study = await new StudyCatalog(cluster.Store).CreateAsync(name, spec);
        var problem = new SearchProblem(Space, [.. Objectives], new DeviceObjectives(new ClosedFormModel(DeviceCatalog.Find("ascend310")!), 16), seed: 1);
        var coordinator = new StudyCoordinator(cluster.Store, study, Space, StrategyCatalog.Create("random", problem, batchSize)!, new MessageQueue(cluster));
        return (await coordinator.RunAsync(new StudyRunOptions(trials))).Seconds;
    }

    /// <summary>A worker, until SIGTERM.</summary>
    public static async Task WorkAsync(string database, int slots, TimeSpan sleep)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        await using var cluster = await ClusterConnection.OpenAsync(database);
        using var worker = new ClusterWorker(cluster, new WorkerOptions { Version = "bench", Slots = slots }, (_, _) => new OpenedStudy(Space, new Waiting(sleep), null));
        await worker.RunAsync(stop.Token, stop.Token);
    }

    private sealed class Waiting(TimeSpan time) : ICandidateEvaluator
    {
        public Evaluation Evaluate(Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken)
        {
            cancellationToken.WaitHandle.WaitOne(time);
            cancellationToken.ThrowIfCancellationRequested();
            // Ten points of a curve, as a short training has.
            for (var point = 1; point <= 10; point++)
                progress?.Report(new CurvePoint(point / 10.0, point, 1));
            return new Evaluation([(Metric.Error, SeededRandom.Numbered(1, candidate.Number).NextDouble()), (Metric.LatencyMsPerImage, 1)], [], time.TotalSeconds);
        }
    }
}
