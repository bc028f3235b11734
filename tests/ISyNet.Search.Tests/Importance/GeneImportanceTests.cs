using ISyNet.Search.Importance;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Tests.Importance;

/// <summary>The importance of genes against what is known of made-up values.</summary>
public sealed class GeneImportanceTests
{
    private static readonly SearchSpace Space = SpaceCatalog.Find("isynet-small")!;
    private static readonly Genotype[] Drawn = [.. Enumerable.Range(0, 2000).Select(i => Space.Sample(SeededRandom.Numbered(3, i)))];

    [Fact]
    public void A_value_that_one_gene_decides_is_explained_by_it_alone()
    {
        // Some gene with several options that are all drawn.
        var decisive = Enumerable.Range(0, Space.GeneCount).First(g => Drawn.Select(d => d.Choices[g]).Distinct().Count() > 2);
        var all = GeneImportance.Compute(Space, [.. Drawn.Select(d => (d, (double)(d.Choices[decisive] * d.Choices[decisive])))]);
        Assert.Equal(Space.GeneCount, all.Length);
        Assert.Equal((decisive, 1.0), (all[0].Position, Math.Round(all[0].Share, 9)));
        Assert.Same(Space.Genes[decisive], all[0].Gene);
        foreach (var (mean, option) in all[0].MeanByOption.Select((mean, option) => (mean, option)).Where(o => !double.IsNaN(o.mean)))
            Assert.Equal(option * option, mean, 9);
    }

    [Fact]
    public void Noise_is_explained_by_nothing()
    {
        var random = SeededRandom.Xoshiro(5);
        var all = GeneImportance.Compute(Space, [.. Drawn.Select(d => (d, random.NextDouble()))]);
        // The estimate has no bias: on noise it lies around zero, cut off there.
        Assert.All(all, gene => Assert.InRange(gene.Share, 0, 0.02));
    }

    [Fact]
    public void The_share_is_that_of_the_analysis_of_variance()
    {
        // By hand for two groups, 1 2 3 and 5 6 7: mean 4, total 28, within 4, between 24; epsilon squared = (24 - 1 * 4 / 4) / 28.
        var gene = Enumerable.Range(0, Space.GeneCount).First(g => Drawn.Select(d => d.Choices[g]).Distinct().Count() > 1);
        var groups = Drawn.GroupBy(d => d.Choices[gene]).Where(g => g.Count() >= 3).Take(2).Select(g => g.Take(3).ToArray()).ToArray();
        (Genotype, double)[] values = [.. groups[0].Select((d, i) => (d, 1.0 + i)), .. groups[1].Select((d, i) => (d, 5.0 + i))];
        Assert.Equal(23 / 28.0, GeneImportance.Compute(Space, values).Single(i => i.Position == gene).Share, 12);
    }

    [Fact]
    public void Too_few_or_equal_values_say_nothing()
    {
        Assert.Empty(GeneImportance.Compute(Space, [(Drawn[0], 1), (Drawn[1], 2)]));
        Assert.Empty(GeneImportance.Compute(Space, [.. Drawn.Select(d => (d, 1.0))]));
    }
}
