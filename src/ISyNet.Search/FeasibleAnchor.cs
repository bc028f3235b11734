using System.Globalization;
using ISyNet.Search.Spaces;

namespace ISyNet.Search;

/// <summary>
/// Finds a network that keeps every cheap bound, by coordinate descent on the violation from the space's smallest network
/// and from samples.
/// </summary>
internal static class FeasibleAnchor
{
    private const int Starts = 4;

    public static Genotype Find(SearchProblem problem)
    {
        var best = problem.Space.Canonical(new int[problem.Space.GeneCount]);
        for (var start = 0; start < Starts; start++)
        {
            // The first start is option 0 of every gene: least operation, depth and width.
            var from = start == 0 ? best : problem.Space.Sample(SeededRandom.Numbered(problem.Seed, -start));
            var found = Descend(problem, from);
            if (problem.Violation(found) < problem.Violation(best))
                best = found;
            if (problem.IsFeasible(best))
                return best;
        }

        throw new SearchException(Explain(problem, best));
    }

    private static Genotype Descend(SearchProblem problem, Genotype genotype)
    {
        var violation = problem.Violation(genotype);
        for (var improved = true; improved && violation > 0;)
        {
            improved = false;
            for (var g = 0; g < problem.Space.GeneCount && violation > 0; g++)
            {
                for (var option = 0; option < problem.Space.Genes[g].Options.Length; option++)
                {
                    var choices = genotype.Choices.ToArray();
                    choices[g] = option;
                    var neighbour = problem.Space.Canonical(choices);
                    if (problem.Violation(neighbour) is var v && v < violation)
                        (genotype, violation, improved) = (neighbour, v, true);
                }
            }
        }

        return genotype;
    }

    private static string Explain(SearchProblem problem, Genotype best)
    {
        var costs = problem.CostsOf(best);
        var broken = problem.Objectives
            .Where(o => o.Cheap && o.Violation(costs.OrNaN(o.Metric)) > 0)
            .Select(o => string.Create(CultureInfo.InvariantCulture,
                $"{o.Metric} {(o.UpperBound is { } u && costs.OrNaN(o.Metric) > u ? $"at most {u:g6}" : $"at least {o.LowerBound:g6}")}, where the best that it reaches is {costs.OrNaN(o.Metric):g6}"));
        return $"no network of space '{problem.Space.Name}' keeps {string.Join(" and ", broken)}, by {best.Text}: raise the budget, or choose a space with smaller networks";
    }
}
