using ISyNet.Graph.Architectures;
using ISyNet.Search.Spaces;
using ISyNet.Search.Strategies;

namespace ISyNet.Search.Tests.Strategies;

/// <summary>What every strategy must keep.</summary>
public class StrategyContract
{
    private static readonly double Budget = Problems.TightBudgetMsPerImage;

    public static TheoryData<string> Names => [.. StrategyCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Candidates_are_new_within_the_budget_and_the_same_after_a_restart(string name)
    {
        var problem = Problems.Small(seed: 7, Budget);
        var strategy = StrategyCatalog.Create(name, problem, batchSize: 8)!;
        var history = Problems.Run(strategy, problem, trials: 56);
        Assert.Equal(56, history.Trials.Select(t => t.Candidate.Genotype.Text).Distinct().Count());
        Assert.All(history.Trials, t => Assert.True(problem.CostsOf(t.Candidate.Genotype)[Metric.LatencyMsPerImage] <= Budget));

        // A process that knows nothing but the finished trials, read back from text, proposes the same.
        var again = Problems.Small(seed: 7, Budget);
        foreach (var first in new[] { 0, 8, 48 })
        {
            var known = new SearchHistory(history.Trials.Take(first).Select(
                t => t with { Candidate = t.Candidate with { Genotype = again.Space.Parse(t.Candidate.Genotype.Text) } }));
            var expected = history.Trials.Skip(first).Take(8).Select(t => t.Candidate.Genotype.Text).ToArray();
            var fresh = StrategyCatalog.Create(name, again, batchSize: 8)!;
            Assert.Equal(expected[..3], fresh.ProposeBatch(first, 3, known).Select(g => g.Text));
            Assert.Equal(expected, fresh.ProposeBatch(first, 8, known).Select(g => g.Text));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_can_be_stopped_at_any_number(string name)
    {
        var problem = Problems.Small(seed: 7, Budget);
        var history = Problems.Run(StrategyCatalog.Create(name, problem, batchSize: 8)!, problem, trials: 40);
        foreach (var first in new[] { 0, 8, 40 })
        {
            var known = new SearchHistory(history.Trials.Take(first));
            var strategy = StrategyCatalog.Create(name, problem, batchSize: 8)!;
            Assert.ThrowsAny<OperationCanceledException>(() => strategy.ProposeBatch(first, 8, known, new CancellationToken(canceled: true)));
            // A stopped batch leaves nothing behind that a later one would see.
            Assert.Equal(
                StrategyCatalog.Create(name, problem, batchSize: 8)!.ProposeBatch(first, 8, known, CancellationToken.None).Select(g => g.Text),
                strategy.ProposeBatch(first, 8, known, CancellationToken.None).Select(g => g.Text));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Failed_candidates_are_not_proposed_again_and_do_not_stop_it(string name)
    {
        var problem = Problems.Small(seed: 3);
        var strategy = StrategyCatalog.Create(name, problem, batchSize: 8)!;
        var history = new SearchHistory();
        for (var batch = 0; batch < 5; batch++)
        {
            foreach (var genotype in strategy.ProposeBatch(history.Count, 8, history))
            {
                Assert.False(history.Contains(genotype));
                history.Append(new Trial(Candidate.Create(3, history.Count, genotype), Evaluation.Failed("no", 0)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_exhausted_space_repeats_instead_of_hanging(string name)
    {
        var space = SpaceFile.Parse("""
            { "format": "isynet.space/1", "name": "tiny", "input": "1x8x8", "classes": 2, "block": "basic",
              "stages": [ { "strides": [1], "widths": [16, 32], "depths": [1, 2, 3] } ] }
            """);
        Assert.Equal(6, space.Size);
        var problem = new SearchProblem(space, [Objective.Error, Objective.LatencyMsPerImage], new Named(), 1);
        var strategy = StrategyCatalog.Create(name, problem, batchSize: 4)!;
        var history = new SearchHistory();
        for (var batch = 0; batch < 3; batch++)
        {
            foreach (var genotype in strategy.ProposeBatch(history.Count, 4, history))
                history.Append(new Trial(Candidate.Create(1, history.Count, genotype), new Evaluation(new Named().Error, [], 0)));
        }

        Assert.Equal(6, history.Trials.Take(8).Select(t => t.Candidate.Genotype.Text).Distinct().Count());
    }

    [Fact]
    public void An_impossible_budget_says_what_the_space_reaches()
    {
        var problem = Problems.Small(seed: 1, budgetMsPerImage: 1e-5);
        var error = Assert.Throws<SearchException>(() => new RandomSearch(problem, 1).ProposeBatch(0, 1, new SearchHistory()));
        Assert.Contains("latencyMsPerImage at most 1e-05", error.Message, StringComparison.Ordinal);
        var reached = problem.Space.Parse(error.Message.Split(" by ")[1].Split(": raise")[0]);
        var latency = problem.CostsOf(reached)[Metric.LatencyMsPerImage];
        for (var number = 0; number < 300; number++)
            Assert.True(problem.CostsOf(problem.Space.Sample(SeededRandom.Numbered(2, number)))[Metric.LatencyMsPerImage] >= latency);
    }

    private sealed class Named : ICheapObjectives
    {
        public MetricValues Error { get; } = [(Metric.Error, 0.5)];

        public MetricValues Measure(Architecture architecture) => [(Metric.LatencyMsPerImage, architecture.Build().TotalMacs)];
    }
}
