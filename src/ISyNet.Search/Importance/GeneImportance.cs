using System.Collections.Immutable;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Importance;

/// <summary>
/// How much of the differences in a value the choice of one gene explains alone: the effect size epsilon squared of a one-way analysis of variance (Kelley 1935),
/// 0 to 1. Unlike eta squared it does not grow with the number of options. Genes that act only together with others explain little alone.
/// </summary>
/// <param name="Stage">Index of the stage, from 0.</param>
/// <param name="Gene">The gene.</param>
/// <param name="Position">Its position in <see cref="SearchSpace.Genes"/>.</param>
/// <param name="Share">The part of the variance.</param>
/// <param name="MeanByOption">The mean value for each option; NaN for an option that no candidate has.</param>
public sealed record GeneImportance(int Stage, Gene Gene, int Position, double Share, ImmutableArray<double> MeanByOption)
{
    /// <summary>The importance of every gene of a space, the largest first. Empty for fewer than three candidates or equal values.</summary>
    /// <param name="space">The space.</param>
    /// <param name="candidates">Genotypes of the space with their finite values.</param>
    public static ImmutableArray<GeneImportance> Compute(SearchSpace space, IReadOnlyList<(Genotype Genotype, double Value)> candidates)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count < 3)
            return [];
        var mean = candidates.Average(c => c.Value);
        var total = candidates.Sum(c => (c.Value - mean) * (c.Value - mean));
        if (!(total > 0))
            return [];
        var importances = ImmutableArray.CreateBuilder<GeneImportance>(space.GeneCount);
        var position = 0;
        for (var stage = 0; stage < space.Stages.Length; stage++)
        {
            foreach (var gene in space.Stages[stage].Genes)
                importances.Add(Create(stage, gene, position++, candidates, mean, total));
        }

        return [.. importances.OrderByDescending(i => i.Share).ThenBy(i => i.Position)];
    }

    private static GeneImportance Create(int stage, Gene gene, int position, IReadOnlyList<(Genotype Genotype, double Value)> candidates, double mean, double total)
    {
        var (counts, sums) = (new int[gene.Options.Length], new double[gene.Options.Length]);
        foreach (var (genotype, value) in candidates)
        {
            counts[genotype.Choices[position]]++;
            sums[genotype.Choices[position]] += value;
        }

        var between = 0.0;
        for (var option = 0; option < counts.Length; option++)
        {
            if (counts[option] > 0)
                between += counts[option] * Math.Pow((sums[option] / counts[option]) - mean, 2);
        }

        var groups = counts.Count(count => count > 0);
        var share = candidates.Count > groups && groups > 1
            ? Math.Clamp((between - ((groups - 1) * (total - between) / (candidates.Count - groups))) / total, 0, 1) : 0;
        return new GeneImportance(stage, gene, position, share, [.. counts.Select((count, option) => count > 0 ? sums[option] / count : double.NaN)]);
    }
}
