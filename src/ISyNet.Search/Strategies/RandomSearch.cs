using ISyNet.Search.Spaces;

namespace ISyNet.Search.Strategies;

/// <summary>Samples the space under the bounds: the baseline of every other strategy.</summary>
public sealed class RandomSearch(SearchProblem problem, int batchSize) : ISearchStrategy
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public int BatchSize => batchSize;

    /// <inheritdoc/>
    public IReadOnlyList<Genotype> ProposeBatch(int firstNumber, int count, SearchHistory history, CancellationToken cancellationToken = default)
    {
        var proposals = new Proposals(problem, history, cancellationToken);
        for (var number = firstNumber; number < firstNumber + count; number++)
            proposals.Accept(proposals.Draw(SeededRandom.Numbered(problem.Seed, number), problem.Space.Sample));
        return proposals.Accepted;
    }
}
