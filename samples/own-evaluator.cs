#:package ISyNet.Search@*-*
#:property PublishAot=false
// Searches for networks that are best by an evaluator of one's own, within a latency budget on an accelerator.
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;

var space = SpaceCatalog.Find("isynet-small")!;
var costs = new DeviceObjectives(LatencyModel.Create(DeviceCatalog.Find("ascend310")!), batch: 16);
var spec = new StudySpec("isynet-small", $"{space.Input}", space.Classes, "ascend310", Batch: 16, BudgetLatencyMs: 0.03, StrategyCatalog.Default, BatchSize: 8, Seed: 1)
{
    Objectives = [new(Weight.Metric, Minimize: false), Objective.LatencyMsPerImage with { UpperBound = 0.03 }],
};

await using var store = new MemoryStudyStore();
var study = Study.Create("mine", spec);
await store.CreateAsync(study);
var strategy = StrategyCatalog.Create(spec.Strategy, new SearchProblem(space, spec.Objectives, costs, spec.Seed), spec.BatchSize)!;
await new StudyRunner(store, study, space, strategy, new Weight(), costs).RunAsync(new StudyRunOptions(Trials: 32));

var best = (await new StudyCatalog(store).ReadAsync("mine")).Best!;
Console.WriteLine($"{best.Proposal.Genotype}: {best.Evaluation!.Values[Weight.Metric]:0.00}, {best.Evaluation.Values[Metric.LatencyMsPerImage]:0.0000} ms per image");

/// <summary>Prefers networks with many parameters; a real one would train them.</summary>
internal sealed class Weight : ICandidateEvaluator
{
    public static Metric Metric { get; } = new("weight");

    public Evaluation Evaluate(Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellation) =>
        new([(Metric, Math.Log10(architecture.Build().TotalParams))], Curve: [], Seconds: 0);
}
