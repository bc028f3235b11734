using System.Collections.Immutable;
using ISyNet.Search.Pareto;
using ISyNet.Search.Spaces;
using ISyNet.Search.Surrogates;

namespace ISyNet.Search.Strategies;

/// <summary>A pool of proposals with the predictions of an ensemble. It is immutable; <see cref="Acquire"/> returns the best remaining ones.</summary>
internal sealed class PredictedPool
{
    private readonly double[][] _predicted;
    private readonly Dictionary<Genotype, int> _places = [];

    /// <param name="problem">The problem.</param>
    /// <param name="members">The proposals.</param>
    /// <param name="surrogate">The ensemble.</param>
    /// <param name="known">The points found before.</param>
    public PredictedPool(SearchProblem problem, IReadOnlyList<PoolMember> members, SurrogateModel surrogate, ImmutableArray<Point> known)
    {
        Known = known;
        _predicted = surrogate.Predict([.. members.Select(member => member.Features)]);
        Genotypes = [.. members.Select(member => member.Genotype)];
        Points = [.. Genotypes.Select((genotype, place) => PointOf(problem, genotype, _predicted.Average(own => own[place])))];
        for (var place = 0; place < Genotypes.Length; place++)
            _places[Genotypes[place]] = place;
    }

    public ImmutableArray<Point> Known { get; }

    public ImmutableArray<Genotype> Genotypes { get; }

    /// <summary>The mean prediction of the ensemble for each proposal.</summary>
    public ImmutableArray<Point> Points { get; }

    /// <summary>The prediction of one member for one proposal; members take turns.</summary>
    public double Predicted(int member, int place) => _predicted[member % _predicted.Length][place];

    /// <summary>The index of a genotype; null if it is not in the pool.</summary>
    public int? PlaceOf(Genotype genotype) => _places.TryGetValue(genotype, out var place) ? place : null;

    /// <summary>The pool without the genotypes that already are candidates; these count as found.</summary>
    public Acquisition Acquire(IEnumerable<Genotype> taken)
    {
        var acquisition = new Acquisition(this);
        foreach (var genotype in taken)
            acquisition.Take(genotype);
        return acquisition;
    }

    private static Point PointOf(SearchProblem problem, Genotype genotype, double cost)
    {
        var costs = problem.CostsOf(genotype);
        return new Point(-1, [.. problem.Targets.Select(t => t == problem.Quality ? cost : t.Cost(costs.OrNaN(t.Metric)))]);
    }
}
