using ISyNet.Search.Pareto;

namespace ISyNet.Search.Tests.Pareto;

public class RankCorrelationTests
{
    /// <summary>Worked by hand: 5 pairs agree, 1 disagrees; the ranks differ by 0, 1, 1, 0.</summary>
    [Fact]
    public void Four_values_by_hand()
    {
        double[] left = [1, 2, 3, 4];
        double[] right = [10, 30, 20, 40];
        Assert.Equal(4.0 / 6, RankCorrelation.Kendall(left, right), 12);
        Assert.Equal(1 - (6.0 * 2 / (4 * 15)), RankCorrelation.Spearman(left, right), 12);
    }

    /// <summary>With one tie on the right: 5 ordered pairs of 6 on that side, all of them agree; ranks 1, 2.5, 2.5, 4.</summary>
    [Fact]
    public void Ties_are_taken_out()
    {
        double[] left = [1, 2, 3, 4];
        double[] right = [10, 20, 20, 40];
        Assert.Equal(5 / Math.Sqrt(6 * 5), RankCorrelation.Kendall(left, right), 12);
        Assert.Equal(4.5 / Math.Sqrt(5 * 4.5), RankCorrelation.Spearman(left, right), 12);
    }
}
