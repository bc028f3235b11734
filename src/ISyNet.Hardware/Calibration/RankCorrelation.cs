using MathNet.Numerics.Statistics;

namespace ISyNet.Hardware.Calibration;

/// <summary>How well two lists agree on an order.</summary>
public static class RankCorrelation
{
    /// <summary>
    /// Kendall's tau-b, -1 to 1: agreeing less disagreeing pairs, over the geometric mean of the pairs that are not tied in either list.
    /// </summary>
    public static double KendallTau(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        long score = 0, leftPairs = 0, rightPairs = 0;
        for (var i = 0; i < left.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (left[i].CompareTo(left[j]), right[i].CompareTo(right[j]));
                score += a * b;
                leftPairs += a * a;
                rightPairs += b * b;
            }
        }

        return leftPairs == 0 || rightPairs == 0 ? 0 : score / Math.Sqrt((double)leftPairs * rightPairs);
    }

    /// <summary>Spearman's rank correlation, -1 to 1.</summary>
    public static double Spearman(IEnumerable<double> left, IEnumerable<double> right) => Correlation.Spearman(left, right);
}
