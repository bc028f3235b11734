using ISyNet.Search.Spaces;

namespace ISyNet.Search.Strategies;

/// <summary>
/// The proposals of one batch: collects genotypes that are within all cheap bounds and new to history and batch. Infeasible
/// genotypes are never returned.
/// </summary>
internal sealed class Proposals(SearchProblem problem, SearchHistory history, CancellationToken cancellationToken)
{
    private const int Tries = 100;
    private readonly HashSet<Genotype> _batch = [];
    private readonly List<Genotype> _accepted = [];

    public IReadOnlyList<Genotype> Accepted => _accepted;

    /// <summary>Stops the batch when it is cancelled.</summary>
    public void ThrowIfCancelled() => cancellationToken.ThrowIfCancellationRequested();

    public bool IsNew(Genotype genotype) => !_batch.Contains(genotype) && !history.Contains(genotype);

    public void Accept(Genotype genotype)
    {
        _batch.Add(genotype);
        _accepted.Add(genotype);
    }

    /// <summary>
    /// A feasible genotype from a source of random ones: the first new feasible draw, otherwise a draw repaired towards the
    /// anchor. A known genotype is returned only if no new one is found.
    /// </summary>
    public Genotype Draw(SeededRandom random, Func<SeededRandom, Genotype> source)
    {
        Genotype? old = null;
        for (var i = 0; i < Tries; i++)
        {
            ThrowIfCancelled();
            var genotype = source(random);
            if (!problem.IsFeasible(genotype))
            {
                // Rejection keeps the source's distribution; repair is for budgets that hardly any draw keeps.
                if (i < Tries / 2)
                    continue;
                genotype = Repair(random, genotype);
            }

            if (IsNew(genotype))
                return genotype;
            old ??= genotype;
        }

        // The source is exhausted (a tiny space, or parents whose neighbours are all known): look further.
        for (var i = 0; i < Tries; i++)
        {
            var genotype = problem.Space.Sample(random);
            if (!problem.IsFeasible(genotype))
                genotype = Repair(random, genotype);
            if (IsNew(genotype))
                return genotype;
        }

        return old ?? problem.Anchor;
    }

    /// <summary>The best of some feasible draws; NaN counts as worst.</summary>
    public Genotype BestDraw(SeededRandom random, int draws, Func<SeededRandom, Genotype> source, Func<Genotype, double> score) =>
        Enumerable.Range(0, draws).Select(_ => Draw(random, source)).ToArray().MaxBy(score)!;

    /// <summary>Replaces genes by the anchor's, in random order: about as few as are needed to satisfy every bound.</summary>
    public Genotype Repair(SeededRandom random, Genotype genotype)
    {
        var anchor = problem.Anchor;
        var order = Enumerable.Range(0, problem.Space.GeneCount).Where(g => genotype.Choices[g] != anchor.Choices[g]).ToArray();
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = random.NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        // Bisection: `enough` replacements are feasible, `few` are not; all of them are the anchor.
        var (few, enough, repaired) = (0, order.Length, anchor);
        while (enough - few > 1)
        {
            var middle = (few + enough) / 2;
            var choices = genotype.Choices.ToArray();
            foreach (var g in order.AsSpan(0, middle))
                choices[g] = anchor.Choices[g];
            var candidate = problem.Space.Canonical(choices);
            if (problem.IsFeasible(candidate))
                (enough, repaired) = (middle, candidate);
            else
                few = middle;
        }

        return repaired;
    }
}
