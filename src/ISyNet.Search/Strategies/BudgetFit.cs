using ISyNet.Search.Spaces;

namespace ISyNet.Search.Strategies;

/// <summary>
/// Draws networks that use a budget: a sample keeps its operations and strides, and its depths, widths and expansions take steps down in random order until it is within all
/// cheap bounds, and then steps up until no further one is. If samples that are too large were rejected instead, some strides and operations would hardly ever be drawn.
/// </summary>
internal static class BudgetFit
{
    private const int MostSteps = 200;

    /// <summary>The sample, fitted to the bounds; as it is if the problem has none, or if no depths and widths of it satisfy them.</summary>
    public static Genotype Fit(SearchProblem problem, Genotype sample, SeededRandom random)
    {
        if (!problem.HasCheapBounds)
            return sample;
        var genes = problem.Space.Genes;
        int[] sizes = [.. Enumerable.Range(0, genes.Length).Where(g => genes[g].Name is "depth" or "width" or "expansion" && genes[g].Options.Length > 1)];
        var fitted = sample;
        for (var steps = 0; !problem.IsFeasible(fitted); steps++)
        {
            int[] free = [.. sizes.Where(g => fitted.Choices[g] > 0)];
            if (free.Length == 0 || steps == MostSteps)
                return sample;
            fitted = Step(fitted, free[random.NextInt(free.Length)], -1);
        }

        for (var (grown, passes) = (true, 0); grown && passes < MostSteps; passes++)
        {
            grown = false;
            foreach (var g in sizes.OrderBy(_ => random.NextDouble()).ToArray())
            {
                if (fitted.Choices[g] + 1 < genes[g].Options.Length && Step(fitted, g, 1) is var larger && !larger.Equals(fitted) && problem.IsFeasible(larger))
                    (fitted, grown) = (larger, true);
            }
        }

        return fitted;
    }

    private static Genotype Step(Genotype genotype, int gene, int step)
    {
        var choices = genotype.Choices.ToArray();
        choices[gene] += step;
        return genotype.Space.Canonical(choices);
    }
}
