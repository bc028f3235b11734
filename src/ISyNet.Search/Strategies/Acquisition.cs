using ISyNet.Search.Pareto;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Strategies;

/// <summary>The acquisition function over a pool: returns the best remaining proposal, one after another.</summary>
internal sealed class Acquisition(PredictedPool pool)
{
    private readonly SortedSet<int> _left = [.. Enumerable.Range(0, pool.Genotypes.Length)];
    private readonly List<Point> _found = [.. pool.Known];

    /// <summary>
    /// The best remaining proposal: with one target, by the prediction of one member; with several, by the hypervolume that the mean prediction adds. Null if nothing is
    /// left.
    /// </summary>
    public Genotype? Best(int member)
    {
        if (_left.Count == 0)
            return null;
        if (pool.Points[0].Costs.Length == 1)
            return pool.Genotypes[_left.MinBy(place => pool.Predicted(member, place))];
        var reference = ReferencePoint.FromPoints(_found);
        var front = ParetoFront.Find(_found);
        return pool.Genotypes[_left.MaxBy(place => Gain(pool.Points[place]))];

        double Gain(Point point) => front.Any(f => f.Dominates(point)) ? double.NegativeInfinity : Hypervolume.Gain(front, reference, point);
    }

    /// <summary>Removes a genotype, if it is in the pool.</summary>
    public void Take(Genotype genotype)
    {
        if (pool.PlaceOf(genotype) is { } place && _left.Remove(place))
            _found.Add(pool.Points[place]);
    }
}
