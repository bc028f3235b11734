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
                Hypervolume.Compute(Problems.Run(strategy, problem, trials).Trials.Select(t => Point.FromTrial(problem, t)).OfType<Point>(), reference);
            Assert.True(Volume(StrategyCatalog.Create(StrategyCatalog.Default, problem, 8)!, 100) > Volume(new RandomSearch(problem, 8), 200));
        }
    }

    /// <summary>A fit serves several batches once there are many results: whoever comes in between must find its pool as the others left it.</summary>
    [Fact]
    public void A_study_goes_on_alike_when_it_is_resumed_between_two_fits()
    {
        var problem = Problems.Small(seed: 5, Problems.TightBudgetMsPerImage);
        SurrogateEvolution Strategy() => new(problem, batchSize: 2, warmUp: 60, pool: 150);
        var history = Problems.Run(Strategy(), problem, trials: 72);
        // Fits at 60 and 66: 62 and 64 are served by the first, 68 by the second.
        var waiting = Strategy();
        foreach (var first in new[] { 60, 62, 64, 66, 68, 70 })
        {
            var known = new SearchHistory(history.Trials.Take(first));
            var expected = history.Trials.Skip(first).Take(2).Select(t => t.Candidate.Genotype.Text).ToArray();
            Assert.Equal(expected, Strategy().ProposeBatch(first, 2, known).Select(g => g.Text));
            // A second worker that proposed only some of the batches.
            if (first is not (62 or 66))
                Assert.Equal(expected, waiting.ProposeBatch(first, 2, known).Select(g => g.Text));
        }
    }

    /// <summary>The true error of the network that the noisy trials would choose.</summary>
    private static double BestTruth(ISearchStrategy strategy, SearchProblem problem)
    {
        var winner = Problems.Run(strategy, problem, trials: 24).Trials.MinBy(t => t.Evaluation.Values[Metric.Error])!;
        return Problems.Error(winner.Candidate.Genotype, noiseSeed: 0);
    }
}
