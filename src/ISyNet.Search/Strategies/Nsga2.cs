using ISyNet.Search.Spaces;

namespace ISyNet.Search.Strategies;

/// <summary>
/// NSGA-II (Deb et al., 2002) on all targets of the problem: parents win tournaments by front, then by crowding; survivors
/// are chosen from parents and children together after every batch.
/// </summary>
/// <param name="problem">The problem.</param>
/// <param name="batchSize">Candidates per batch: the children of one generation.</param>
/// <param name="population">How many survive a generation; as many are drawn at random to begin with.</param>
public sealed class Nsga2(SearchProblem problem, int batchSize, int population = 24) : ISearchStrategy
{
    private readonly SurvivorSelection _survivors = new(problem, batchSize, population);

    /// <inheritdoc/>
    public string Name => "nsga2";

    /// <inheritdoc/>
    public int BatchSize => batchSize;

    /// <inheritdoc/>
    public IReadOnlyList<Genotype> ProposeBatch(int firstNumber, int count, SearchHistory history, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        var proposals = new Proposals(problem, history, cancellationToken);
        var parents = _survivors.Select(history);
        for (var number = firstNumber; number < firstNumber + count; number++)
        {
            var random = SeededRandom.Numbered(problem.Seed, number);
            proposals.Accept(proposals.Draw(random, number < population || parents.Count == 0
                ? problem.Space.Sample
                : r => Child(parents, history, r)));
        }

        return proposals.Accepted;
    }

    private static Genotype Child(IReadOnlyList<Survivor> parents, SearchHistory history, SeededRandom random)
    {
        var mother = Winner(parents, history, random);
        var child = random.NextBool(0.9) ? mother.Cross(Winner(parents, history, random), random) : mother;
        return child.Equals(mother) || random.NextBool(0.5) ? child.Mutate(random) : child;
    }

    private static Genotype Winner(IReadOnlyList<Survivor> parents, SearchHistory history, SeededRandom random)
    {
        var (a, b) = (parents[random.NextInt(parents.Count)], parents[random.NextInt(parents.Count)]);
        return history[(a.CompareTo(b) <= 0 ? a : b).Point.Number].Candidate.Genotype;
    }
}
