namespace ISyNet.Search.Pareto;

/// <summary>How well one list ranks another: 1 the same order, 0 no relation, -1 the reverse.</summary>
public static class RankCorrelation
{
    /// <summary>Kendall's tau-b: pairs in the same order less pairs in the other, over pairs, ties taken out on either side.</summary>
    public static double Kendall(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        long agreement = 0, leftPairs = 0, rightPairs = 0;
        for (var i = 0; i < left.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (l, r) = (left[i].CompareTo(left[j]), right[i].CompareTo(right[j]));
                agreement += Math.Sign(l) * Math.Sign(r);
                leftPairs += l == 0 ? 0 : 1;
                rightPairs += r == 0 ? 0 : 1;
            }
        }

        return leftPairs == 0 || rightPairs == 0 ? 0 : agreement / Math.Sqrt((double)leftPairs * rightPairs);
    }

    /// <summary>Spearman's rho: the linear correlation of the ranks, equal values sharing their mean rank.</summary>
    public static double Spearman(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var (a, b) = (Ranks(left), Ranks(right));
        var (meanA, meanB) = (a.Average(), b.Average());
        double covariance = 0, varianceA = 0, varianceB = 0;
        for (var i = 0; i < a.Length; i++)
        {
            covariance += (a[i] - meanA) * (b[i] - meanB);
            varianceA += (a[i] - meanA) * (a[i] - meanA);
            varianceB += (b[i] - meanB) * (b[i] - meanB);
        }

        return varianceA == 0 || varianceB == 0 ? 0 : covariance / Math.Sqrt(varianceA * varianceB);
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && values[order[end]].Equals(values[order[start]]))
                end++;
            for (var i = start; i < end; i++)
                ranks[order[i]] = (start + end - 1) / 2.0;
            start = end;
        }

        return ranks;
    }
}
