using System.Collections.Immutable;
using System.Diagnostics;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;

namespace ISyNet.Studies.Bench;

/// <summary>The problem of all benchmarks: the small space on the Ascend 310 within a budget, judged by a hash instead of by training.</summary>
internal static class Bench
{
    public const int BatchSize = StrategyCatalog.DefaultBatchSize;

    public static SearchSpace Space { get; } = SpaceCatalog.Find("isynet-small")!;

    /// <summary>The median latency of the space: half of all draws keep it.</summary>
    public static double BudgetMs { get; } = MedianLatencyMs(NewCosts());

    public static ImmutableArray<Objective> Objectives { get; } = [Objective.Error, Objective.LatencyMsPerImage with { UpperBound = BudgetMs }];

    /// <summary>Costs to which no part of a network is known yet.</summary>
    public static DeviceObjectives NewCosts() => new(new ClosedFormModel(DeviceCatalog.Find("ascend310")!), 16);

    /// <summary>A new problem: nothing of an earlier measurement is remembered in it.</summary>
    public static SearchProblem Problem() =>
        new(Space, Objectives, NewCosts(), seed: 1);

    public static Study Study(string strategy) => Search.Studies.Study.Create(
        "bench", new StudySpec(Space.Name, Space.Input.ToString(), Space.Classes, "ascend310", 16, BudgetMs, strategy, BatchSize, 1) { Objectives = Objectives });

    /// <summary>A made-up result within the budget.</summary>
    public static Evaluation Judge(int number)
    {
        var random = SeededRandom.Numbered(99, number);
        return new Evaluation(
            [(Metric.Error, random.NextDouble()), (Metric.LatencyMsPerImage, BudgetMs * random.NextDouble())], [], 1);
    }

    /// <summary>Keeps the process on one core, where the system can.</summary>
    public static void UseOneCore()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using var process = Process.GetCurrentProcess();
            process.ProcessorAffinity = 1;
        }
    }

    private static double MedianLatencyMs(DeviceObjectives costs) => Median(Enumerable.Range(0, 201).Select(i =>
        costs.Measure(Space.Sample(SeededRandom.Numbered(7, i)).ToArchitecture())[Metric.LatencyMsPerImage]));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
