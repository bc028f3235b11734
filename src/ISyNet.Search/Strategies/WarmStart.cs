using ISyNet.Search.Spaces;

namespace ISyNet.Search.Strategies;

/// <summary>
/// A warm start for any strategy: its first batch holds the best of a few draws each by a score that costs no training. The
/// batches after it are the strategy's own, which learns from these candidates as from any.
/// </summary>
/// <param name="strategy">Proposes everything after the first batch.</param>
/// <param name="problem">The problem.</param>
/// <param name="score">More is better; no number counts as worst. Must depend on number, genotype and seed alone.</param>
public sealed class WarmStart(ISearchStrategy strategy, SearchProblem problem, Func<Candidate, CancellationToken, double> score) : ISearchStrategy
{
    /// <summary>Draws that each candidate is the best of.</summary>
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
                SeededRandom.Numbered(problem.Seed, number), Draws, genotype => score(Candidate.Create(problem.Seed, own, genotype), cancellationToken)));
        }

        return proposals.Accepted;
    }
}
