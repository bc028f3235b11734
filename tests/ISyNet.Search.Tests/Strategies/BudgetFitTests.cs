using ISyNet.Search.Strategies;

namespace ISyNet.Search.Tests.Strategies;

/// <summary>The first candidates of the default strategy use the budget, also with a first stage that keeps the resolution.</summary>
public class BudgetFitTests
{
    [Fact]
    public void First_candidates_use_the_budget()
    {
        const double budgetMs = 0.0234;
        var (shares, keeping, small) = (new List<double>(), 0, 0);
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var problem = Problems.Small(seed, budgetMs, front: false);
            foreach (var genotype in new SurrogateEvolution(problem, 6).ProposeBatch(0, 6, new SearchHistory([])))
            {
                Assert.True(problem.IsFeasible(genotype), genotype.Text);
                shares.Add(problem.CostsOf(genotype)[Metric.LatencyMsPerImage] / budgetMs);
                // A network of the smallest sizes that the budget still has room for would be a fault.
                small += shares[^1] < 0.8 ? 1 : 0;
                keeping += genotype.Text.Contains(":s1:", StringComparison.Ordinal) ? 1 : 0;
            }
        }

        Assert.True(shares.Average() > 0.93, $"{shares.Average():0.00} of the budget on average");
        Assert.True(small < shares.Count / 20, $"{small} of {shares.Count} candidates leave a fifth of the budget");
        Assert.True(keeping > shares.Count / 5, $"{keeping} of {shares.Count} candidates keep the resolution");
    }
}
