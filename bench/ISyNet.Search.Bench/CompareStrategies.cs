using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Reports.Figures;
using ISyNet.Search.Pareto;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies.Comparing;

namespace ISyNet.Search.Bench;

/// <summary>
/// Every strategy on the table, (error, latency) on ascend310 at batch 16: hypervolume against evaluations and against wall
/// time (training as recorded, proposals as measured), median and range over seeds, as a page of Markdown.
/// </summary>
internal static class CompareStrategies
{
    private const int Trials = 96;
    private const int BatchSize = 8;
    private const int Seeds = 10;

    private sealed record RunCurve(ImmutableArray<double> Volumes, ImmutableArray<double> Seconds);

    /// <param name="path">The trained table.</param>
    /// <param name="pictures">Folder for the two plots; none when null.</param>
    public static void Run(string path, string? pictures)
    {
        var table = TrainedTable.Load(path);
        var costs = new DeviceObjectives(new ClosedFormModel(DeviceCatalog.Find("ascend310")!), 16);
        var all = table.Rows.Select(row => new Point(0,
            [row.Error, costs.Measure(row.Genotype.ToArchitecture())[Metric.LatencyMsPerImage]])).ToArray();
        var reference = ReferencePoint.FromPoints(all);
        var best = Hypervolume.Compute(all, reference);
        var runs = StrategyCatalog.Names.ToDictionary(name => name, name => Enumerable.Range(1, Seeds).Select(seed => One(table, costs, name, (ulong)seed, reference, best)).ToArray());
        int[] marks = [8, 16, 24, 32, 48, 64, 96];
        Print("evaluations", marks.Select(m => $"{m}"), runs, (run, i) => run.Volumes[marks[i] - 1]);
        double[] minutes = [1, 2, 3, 4, 5];
        Print("minutes", minutes.Select(m => m.ToString(CultureInfo.InvariantCulture)), runs, (run, i) =>
            run.Volumes.Zip(run.Seconds).TakeWhile(p => p.Second <= 60 * minutes[i]).Select(p => p.First).LastOrDefault());
        if (pictures is null)
            return;
        var series = runs.Select(strategy => new HypervolumeSeries(strategy.Key, [.. strategy.Value.Select(run =>
            run.Seconds.Zip(run.Volumes, (seconds, volume) => new HypervolumeAt(seconds, volume)).ToImmutableArray())])).ToImmutableArray();
        HypervolumeFigures.OverEvaluations(series).SavePng(pictures);
        HypervolumeFigures.OverTime(series).SavePng(pictures);
    }

    private static RunCurve One(TrainedTable table, DeviceObjectives costs, string name, ulong seed, ImmutableArray<double> reference, double best)
    {
        var problem = new SearchProblem(TableSpace.Space, [Objective.Error, Objective.LatencyMsPerImage], costs, seed);
        var strategy = StrategyCatalog.Create(name, problem, BatchSize)!;
        var history = new SearchHistory();
        var seconds = ImmutableArray.CreateBuilder<double>();
        var elapsed = 0.0;
        while (history.Count < Trials)
        {
            var clock = Stopwatch.StartNew();
            var batch = strategy.ProposeBatch(history.Count, BatchSize, history);
            elapsed += clock.Elapsed.TotalSeconds;
            foreach (var genotype in batch)
            {
                var candidate = Candidate.Create(seed, history.Count, genotype);
                var evaluation = table.Evaluate(candidate);
                seconds.Add(elapsed += evaluation.Seconds);
                history.Append(new Trial(candidate, evaluation.With(problem.CostsOf(genotype))));
            }
        }

        var curve = Hypervolume.Curve(history.Trials.Select(t => Point.FromTrial(problem, t)), reference);
        return new RunCurve([.. curve.Select(volume => volume / best)], seconds.ToImmutable());
    }

    private static void Print(string axis, IEnumerable<string> marks, Dictionary<string, RunCurve[]> runs, Func<RunCurve, int, double> value)
    {
        var columns = marks.ToArray();
        Console.WriteLine($"| {axis} | {string.Join(" | ", columns)} |");
        Console.WriteLine($"|---|{string.Concat(columns.Select(_ => "---|"))}");
        foreach (var (name, curves) in runs)
        {
            var cells = columns.Select((_, i) => curves.Select(run => value(run, i)).Order().ToArray()).Select(v => string.Create(
                CultureInfo.InvariantCulture, $"{(v[(v.Length - 1) / 2] + v[v.Length / 2]) / 2:p1} ({v[0]:p1} .. {v[^1]:p1})"));
            Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
        }

        Console.WriteLine();
    }
}
