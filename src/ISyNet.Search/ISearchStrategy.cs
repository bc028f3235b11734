using ISyNet.Search.Spaces;

namespace ISyNet.Search;

/// <summary>
/// Proposes candidates in batches of fixed size. A proposal depends only on space, seed, number and the finished
/// candidates of earlier batches, so any number of workers, killed and resumed at any point, evaluate the same candidates.
/// </summary>
public interface ISearchStrategy
{
    /// <summary>The name that users type.</summary>
    string Name { get; }

    /// <summary>Candidates per batch: batch b has the numbers from b * BatchSize.</summary>
    int BatchSize { get; }

    /// <summary>
    /// The genotypes from <paramref name="firstNumber"/> on: canonical, within all cheap bounds, and new unless the
    /// space has no new one. A smaller count gives a prefix of the result for a larger count.
    /// </summary>
    /// <param name="firstNumber">The first number of a batch.</param>
    /// <param name="count">How many, at most <see cref="BatchSize"/>.</param>
    /// <param name="history">All candidates of smaller number, finished or failed.</param>
    /// <param name="cancellationToken">Takes effect within a second.</param>
    /// <exception cref="SearchException">No network of the space is within the bounds; the message gives the best value it can reach.</exception>
    IReadOnlyList<Genotype> ProposeBatch(int firstNumber, int count, SearchHistory history, CancellationToken cancellationToken = default);
}
