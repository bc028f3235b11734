namespace ISyNet.Search.Surrogates;

/// <summary>
/// Predicts the cost of candidates from finished ones with an ensemble. Each member is fitted to a bootstrap sample of the trials,
/// so members agree where there is data and disagree elsewhere. A member is a ridge regression on whole-
/// network features, corrected by boosted trees on all features.
/// </summary>
internal sealed class SurrogateModel
{
    private const double Penalty = 2;

    private readonly List<(RidgeRegression Line, BoostedTrees Trees)> _members = [];

    /// <summary>Fits the ensemble; at least two rows.</summary>
    /// <exception cref="SearchException">LightGBM cannot be loaded.</exception>
    public SurrogateModel(IReadOnlyList<CandidateFeatures> rows, IReadOnlyList<double> costs, int members, SeededRandom random)
    {
        var targets = Winsorised(costs);
        for (var m = 0; m < members; m++)
        {
            var picks = rows.Select(_ => random.NextInt(rows.Count)).ToArray();
            var line = RidgeRegression.Fit([.. picks.Select(i => rows[i].Whole)], [.. picks.Select(i => targets[i])], Penalty);
            var residuals = picks.Select(i => targets[i] - line.Predict(rows[i].Whole)).ToArray();
            _members.Add((line, BoostedTrees.Fit([.. picks.Select(i => rows[i].All)], residuals, random.NextInt(int.MaxValue))));
        }
    }

    /// <summary>The predictions of each member for each candidate.</summary>
    public double[][] Predict(IReadOnlyList<CandidateFeatures> candidates)
    {
        double[][] rows = [.. candidates.Select(candidate => candidate.All)];
        return [.. _members.Select(member => member.Trees.Predict(rows)
            .Zip(candidates, (trees, candidate) => trees + member.Line.Predict(candidate.Whole)).ToArray())];
    }

    /// <summary>Costs with the worst tail clipped, so that a few diverged networks do not dominate the fit.</summary>
    private static double[] Winsorised(IReadOnlyList<double> costs)
    {
        var sorted = costs.Order().ToArray();
        var (median, upper) = (sorted[sorted.Length / 2], sorted[sorted.Length * 3 / 4]);
        var most = upper + (3 * Math.Max(upper - median, 1e-9));
        return [.. costs.Select(cost => Math.Min(cost, most))];
    }
}
