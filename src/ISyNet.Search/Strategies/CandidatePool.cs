using ISyNet.Search.Spaces;
using ISyNet.Search.Surrogates;

namespace ISyNet.Search.Strategies;

/// <summary>A proposal that the surrogate predicts.</summary>
internal sealed record PoolMember(Genotype Genotype, CandidateFeatures Features);

/// <summary>Makes the proposals of one fit: half are mutants of the best so far, a quarter are crossovers of them, a quarter are samples.</summary>
internal static class CandidatePool
{
    public static List<PoolMember> Make(
        SearchProblem problem, IReadOnlyList<Genotype> parents, Proposals proposals, SeededRandom random, int size)
    {
        var pool = new List<PoolMember>(size);
        var seen = new HashSet<Genotype>();
        // A tiny space, or a narrow budget, may not hold as many: then the pool is what twice as many draws yield.
        for (var i = 0; i < 2 * size && pool.Count < size; i++)
        {
            proposals.ThrowIfCancelled();
            var genotype = (i % 4) switch
            {
                0 => BudgetFit.Fit(problem, problem.Space.Sample(random), random),
                1 => Parent().Cross(Parent(), random),
                _ => Parent().Mutate(random),
            };
            if (!problem.IsFeasible(genotype))
                genotype = i % 4 == 0 ? proposals.Repair(random, genotype) : genotype;
            if (proposals.IsNew(genotype) && seen.Add(genotype) && problem.IsFeasible(genotype))
                pool.Add(new PoolMember(genotype, CandidateFeatures.Extract(problem, genotype)));
        }

        return pool;

        // Two draws, the better of which (they are sorted) is taken.
        Genotype Parent() => parents[Math.Min(random.NextInt(parents.Count), random.NextInt(parents.Count))];
    }
}
