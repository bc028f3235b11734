using ISyNet.Search.Pareto;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Strategies;

/// <summary>
/// Regularised evolution (Real et al., arXiv 1802.01548): the population is the youngest candidates; the winner of a
/// tournament is mutated. Here the bounds hold too: what breaks one is drawn again before it costs a training.
/// </summary>
/// <param name="problem">The problem; the quality alone is improved.</param>
/// <param name="batchSize">Candidates per batch.</param>
/// <param name="population">How many of the youngest candidates may be parents; as many are drawn at random to begin with.</param>
/// <param name="tournamentSize">How many of them, drawn at random, compete to be one.</param>
public sealed class AgeingEvolution(SearchProblem problem, int batchSize, int population = 24, int tournamentSize = 6) : ISearchStrategy
{
    /// <inheritdoc/>
    public string Name => "evolution";

    /// <inheritdoc/>
    public int BatchSize => batchSize;

    /// <inheritdoc/>
    public IReadOnlyList<Genotype> ProposeBatch(int firstNumber, int count, SearchHistory history, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        var proposals = new Proposals(problem, history, cancellationToken);
        var alive = new List<(double Cost, Genotype Genotype)>();
        for (var number = Math.Max(0, history.Count - population); number < history.Count; number++)
        {
            if (Point.FromTrial(problem, history[number]) is not null)
                alive.Add((problem.Quality.Cost(history[number].Evaluation.Values[problem.Quality.Metric]), history[number].Candidate.Genotype));
        }

        for (var number = firstNumber; number < firstNumber + count; number++)
        {
            var random = SeededRandom.Numbered(problem.Seed, number);
            proposals.Accept(proposals.Draw(random, number < population || alive.Count == 0
                ? problem.Space.Sample
                : r => Parent(alive, r).Mutate(r)));
        }

        return proposals.Accepted;
    }

    private Genotype Parent(List<(double Cost, Genotype Genotype)> alive, SeededRandom random)
    {
        var best = alive[random.NextInt(alive.Count)];
        for (var i = 1; i < tournamentSize; i++)
        {
            var rival = alive[random.NextInt(alive.Count)];
            best = rival.Cost < best.Cost ? rival : best;
        }

        return best.Genotype;
    }
}
