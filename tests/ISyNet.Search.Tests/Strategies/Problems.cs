using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Tests.Strategies;

/// <summary>Searches on a real device model with an error that is a formula, so that a test knows the truth.</summary>
internal static class Problems
{
    public static DeviceObjectives Costs { get; } = new(new ClosedFormModel(DeviceCatalog.Find("ascend310")!), 16);

    /// <summary>What a fifth of all samples keep, whatever the calibration of the device.</summary>
    public static double TightBudgetMsPerImage { get; } = Enumerable.Range(0, 50)
        .Select(n => Costs.Measure(SpaceCatalog.Find("isynet-small")!.Sample(SeededRandom.Numbered(0, n)).ToArchitecture())[Metric.LatencyMsPerImage])
        .Order().ElementAt(10);

    public static SearchProblem Small(ulong seed, double budgetMsPerImage = double.PositiveInfinity, bool front = true) => new(
        SpaceCatalog.Find("isynet-small")!,
        [Objective.Error, front ? Objective.LatencyMsPerImage with { UpperBound = budgetMsPerImage } : Objective.LatencyBudget(budgetMsPerImage)],
        Costs, seed);

    /// <summary>
    /// An error with the habits of real ones: falls with the logarithm of MACs and parameters, rises with depth without
    /// skips, prefers some operations in some stages, and is noisy.
    /// </summary>
    public static double Error(Genotype genotype, ulong noiseSeed)
    {
        var network = genotype.ToArchitecture().Build();
        var stages = genotype.ToArchitecture().Stages;
        var error = 0.35 - (0.018 * Math.Log(network.TotalMacs / 1e5)) - (0.006 * Math.Log(network.TotalParams / 1e4));
        foreach (var (s, stage) in stages.Index())
        {
            var block = (Graph.Architectures.EdgeBlock)stage.Block;
            var convs = block.Edges.Count(e => !e.IsIdentity);
            error += block.Skip == Graph.Architectures.SkipKind.None ? 0.004 * Math.Max(0, (convs * stage.Blocks) - 3) : 0;
            error -= block.LastActivation ? 0 : 0.004;
            error += block.Edges[0].Kernel == 1 ? 0.02 : block.Edges[0].Kernel == 5 && s == 0 ? -0.01 : 0;
        }

        return Math.Clamp(error + (0.004 * (SeededRandom.Xoshiro(noiseSeed).NextDouble() - 0.5)), 0.01, 0.9);
    }

    /// <summary>Runs a strategy batch by batch.</summary>
    public static SearchHistory Run(ISearchStrategy strategy, SearchProblem problem, int trials)
    {
        var history = new SearchHistory();
        while (history.Count < trials)
        {
            var batch = strategy.ProposeBatch(history.Count, Math.Min(strategy.BatchSize, trials - history.Count), history);
            foreach (var genotype in batch)
            {
                var candidate = Candidate.Create(problem.Seed, history.Count, genotype);
                history.Append(new Trial(candidate, new Evaluation([(Metric.Error, Error(genotype, candidate.Seed))], [], 1).With(problem.CostsOf(genotype))));
            }
        }

        return history;
    }
}
