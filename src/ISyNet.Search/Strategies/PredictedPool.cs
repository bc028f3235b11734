using System.Collections.Immutable;
using ISyNet.Search.Pareto;
using ISyNet.Search.Spaces;
using ISyNet.Search.Surrogates;

namespace ISyNet.Search.Strategies;

/// <summary>A pool of proposals with what an ensemble predicts of them. It does not change; <see cref="Acquire"/> hands out the best that is left.</summary>
internal sealed class PredictedPool
{
    private readonly double[][] _predicted;
    private readonly Dictionary<Genotype, int> _places = [];

    /// <param name="problem">The problem.</param>
    /// <param name="members">The proposals.</param>
    /// <param name="surrogate">The ensemble.</param>
    /// <param name="known">The points that were found before.</param>
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

    /// <summary>What the mean of the ensemble promises of each.</summary>
    public ImmutableArray<Point> Points { get; }

    /// <summary>What one member predicts of one; members go round.</summary>
    public double Predicted(int member, int place) => _predicted[member % _predicted.Length][place];

    /// <summary>The place of a genotype; null when it is not here.</summary>
    public int? PlaceOf(Genotype genotype) => _places.TryGetValue(genotype, out var place) ? place : null;

    /// <summary>The pool without those that are candidates already, which count as found.</summary>
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
