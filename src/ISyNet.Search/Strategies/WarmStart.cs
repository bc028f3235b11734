using ISyNet.Search.Spaces;

namespace ISyNet.Search.Strategies;

/// <summary>
/// A warm start for any strategy: each candidate of the first batch is the best of a few draws by a score that needs no training. The
/// strategy proposes the later batches, and learns from these candidates as from any others.
/// </summary>
/// <param name="strategy">The strategy for all batches after the first.</param>
/// <param name="problem">The problem.</param>
/// <param name="score">Larger is better; NaN counts as worst. Must depend only on number, genotype and seed.</param>
public sealed class WarmStart(ISearchStrategy strategy, SearchProblem problem, Func<Candidate, CancellationToken, double> score) : ISearchStrategy
{
    /// <summary>Number of draws of which each candidate is the best.</summary>
    public const int Draws = 16;

    /// <inheritdoc/>
    public string Name => strategy.Name;

    /// <inheritdoc/>
    public int BatchSize => strategy.BatchSize;

    /// <inheritdoc/>
    public IReadOnlyList<Genotype> ProposeBatch(int firstNumber, int count, SearchHistory history, CancellationToken cancellationToken = default)
    {
        if (firstNumber > 0)
            return strategy.ProposeBatch(firstNumber, count, history, cancellationToken);
        var proposals = new Proposals(problem, history, cancellationToken);
        for (var number = firstNumber; number < firstNumber + count; number++)
        {
            var own = number;
            proposals.Accept(proposals.BestDraw(
                SeededRandom.Numbered(problem.Seed, number), Draws, problem.Space.Sample, genotype => score(Candidate.Create(problem.Seed, own, genotype), cancellationToken)));
        }

        return proposals.Accepted;
    }
}
