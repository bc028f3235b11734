using ISyNet.Search.Spaces;

namespace ISyNet.Search;

/// <summary>
/// Proposes candidates in batches of fixed size. A proposal is a pure function of space, seed, number and the finished
/// candidates of earlier batches, so that any number of workers, killed and resumed anywhere, evaluate the same candidates.
/// </summary>
public interface ISearchStrategy
{
    /// <summary>The name that users type.</summary>
    string Name { get; }

    /// <summary>Candidates per batch: batch b holds the numbers from b * BatchSize.</summary>
    int BatchSize { get; }

    /// <summary>
    /// The genotypes of <paramref name="firstNumber"/> and on: canonical, within every cheap bound, and new unless the
    /// space has no new one. Asking for fewer yields a prefix of what asking for more yields.
    /// </summary>
    /// <param name="firstNumber">The first number of a batch.</param>
    /// <param name="count">How many, at most <see cref="BatchSize"/>.</param>
    /// <param name="history">All candidates of smaller number, finished or failed.</param>
    /// <param name="cancellationToken">Honoured within a second.</param>
    /// <exception cref="SearchException">No network of the space keeps the bounds; the message says what it can reach.</exception>
    IReadOnlyList<Genotype> ProposeBatch(int firstNumber, int count, SearchHistory history, CancellationToken cancellationToken = default);
}
