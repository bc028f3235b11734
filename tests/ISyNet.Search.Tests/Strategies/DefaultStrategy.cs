using ISyNet.Search.Pareto;
using ISyNet.Search.Strategies;

namespace ISyNet.Search.Tests.Strategies;

/// <summary>The default must earn its name: on a formula whose truth is known, against random search.</summary>
public class DefaultStrategy
{
    [Fact]
    public void Finds_a_better_network_within_a_budget_in_24_trials()
    {
        var gains = new List<double>();
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var problem = Problems.Small(seed, Problems.TightBudgetMsPerImage, front: false);
            gains.Add(BestTruth(new RandomSearch(problem, 8), problem) - BestTruth(StrategyCatalog.Create(StrategyCatalog.Default, problem, 8)!, problem));
        }

        Assert.True(gains.Average() > 0, string.Join(' ', gains));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Reaches_random_searchs_final_hypervolume_in_half_its_evaluations()
    {
        var reference = System.Collections.Immutable.ImmutableArray.Create(0.4, 2 * Problems.TightBudgetMsPerImage);
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var problem = Problems.Small(seed, 2 * Problems.TightBudgetMsPerImage);
            double Volume(ISearchStrategy strategy, int trials) =>
                Hypervolume.Of(Problems.Run(strategy, problem, trials).Trials.Select(t => Point.Of(problem, t)).OfType<Point>(), reference);
            Assert.True(Volume(StrategyCatalog.Create(StrategyCatalog.Default, problem, 8)!, 100) > Volume(new RandomSearch(problem, 8), 200));
        }
    }

    /// <summary>The true error of the network that the noisy trials would choose.</summary>
    private static double BestTruth(ISearchStrategy strategy, SearchProblem problem)
    {
        var winner = Problems.Run(strategy, problem, trials: 24).Trials.MinBy(t => t.Evaluation.Objectives["error"])!;
        return Problems.Error(winner.Candidate.Genotype, noiseSeed: 0);
    }
}
