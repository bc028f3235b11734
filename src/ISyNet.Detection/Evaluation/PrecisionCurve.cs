using System.Collections.Immutable;

namespace ISyNet.Detection.Evaluation;

/// <summary>Precision over recall of one category, at one threshold and in one area range.</summary>
internal static class PrecisionCurve
{
    // The reference divides by (hits + misses + this).
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>Mean precision over the 101 recall points, and the final recall; null if there is nothing to find.</summary>
    public static (double Precision, double Recall)? Compute(Ranking ranking, IReadOnlyList<AreaMatch> matches, int threshold) =>
        Ranks(ranking, matches, threshold) is var (recall, precision, final) ? (Sample(recall, precision).Sum() / CocoSettings.RecallPoints, final) : null;

    /// <summary>The precision at each of the 101 recall points; empty if there is nothing to find.</summary>
    public static ImmutableArray<double> Points(Ranking ranking, IReadOnlyList<AreaMatch> matches, int threshold) =>
        Ranks(ranking, matches, threshold) is var (recall, precision, _) ? [.. Sample(recall, precision)] : [];

    /// <summary>Recall and precision after each detection, precision made monotonous, and the final recall.</summary>
    private static (ArraySegment<double> Recall, double[] Precision, double Final)? Ranks(Ranking ranking, IReadOnlyList<AreaMatch> matches, int threshold)
    {
        var positives = matches.Sum(match => match.Positives);
        if (positives == 0)
            return null;
        var entries = ranking.Entries;
        var (recall, precision) = (new double[entries.Length], new double[entries.Length]);
        var (count, hits) = (0, 0);
        // Ignored detections would repeat the previous point: they are left out.
        foreach (var (picture, detection) in entries)
        {
            var match = matches[picture];
            if (match.Ignored(threshold, detection))
                continue;
            hits += match.Hit(threshold, detection) ? 1 : 0;
            recall[count] = (double)hits / positives;
            precision[count] = hits / (count + 1 + Epsilon);
            count++;
        }

        for (var i = count - 1; i > 0; i--)
            precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
        return (new ArraySegment<double>(recall, 0, count), precision, (double)hits / positives);
    }

    /// <summary>At each recall point, the precision of the first rank that reaches it; 0 if none does.</summary>
    private static double[] Sample(ReadOnlySpan<double> recall, double[] precision)
    {
        var sampled = new double[CocoSettings.RecallPoints];
        var rank = 0;
        for (var point = 0; point < sampled.Length; point++)
        {
            while (rank < recall.Length && recall[rank] < CocoSettings.Recalls[point])
                rank++;
            if (rank == recall.Length)
                break;
            sampled[point] = precision[rank];
        }

        return sampled;
    }
}
