namespace ISyNet.Search.Prediction;

/// <summary>
/// Gradient-boosted regression trees (Friedman, 2001) for a few hundred rows: features cut into bins, squared loss, shrinkage,
/// a random half of the features per tree. Our own because ML.NET's FastTree needs seconds per fit of 50 rows where this
/// needs milliseconds, and a proposal fits an ensemble.
/// </summary>
internal sealed class BoostedTrees
{
    private const int Trees = 60;
    private const int Depth = 3;
    private const double Rate = 0.1;
    private const int SmallestLeaf = 3;

    private readonly FeatureBins _bins;
    private readonly double _mean;
    private readonly RegressionTree[] _trees;

    private BoostedTrees(FeatureBins bins, double mean, RegressionTree[] trees) => (_bins, _mean, _trees) = (bins, mean, trees);

    /// <summary>Fits rows of equal length to targets; the same random stream yields the same trees.</summary>
    public static BoostedTrees Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets, RandomStream random)
    {
        var bins = FeatureBins.Of(rows);
        var binned = rows.Select(bins.Cut).ToArray();
        var mean = targets.Average();
        var residuals = targets.Select(target => target - mean).ToArray();
        var trees = new RegressionTree[Trees];
        for (var t = 0; t < Trees; t++)
        {
            var features = Enumerable.Range(0, bins.Features).Where(_ => random.Chance(0.5)).ToArray();
            trees[t] = RegressionTree.Grow(binned, residuals, features, Depth, SmallestLeaf);
            for (var i = 0; i < residuals.Length; i++)
                residuals[i] -= Rate * trees[t].Predict(binned[i]);
        }

        return new BoostedTrees(bins, mean, trees);
    }

    public double Predict(double[] row)
    {
        var binned = _bins.Cut(row);
        var sum = 0.0;
        foreach (var tree in _trees)
            sum += tree.Predict(binned);
        return _mean + (Rate * sum);
    }
}
