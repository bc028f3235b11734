namespace ISyNet.Detection.Evaluation;

/// <summary>Precision over recall of one category, at one threshold and in one area range.</summary>
internal static class PrecisionCurve
{
    // The reference divides by (hits + misses + this).
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>Mean precision over the 101 recall points, and the final recall; null when there is nothing to find.</summary>
    public static (double Precision, double Recall)? Compute(Ranking ranking, IReadOnlyList<AreaMatch> matches, int threshold)
    {
        var positives = matches.Sum(match => match.Positives);
        if (positives == 0)
            return null;
        var entries = ranking.Entries;
        var (recall, precision) = (new double[entries.Length], new double[entries.Length]);
        var (count, hits) = (0, 0);
        // Ignored detections repeat the point before them: they are left out.
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
        return (MeanPrecision(recall.AsSpan(0, count), precision), (double)hits / positives);
    }

    /// <summary>At each recall point, the precision of the first rank that reaches it; 0 where none does.</summary>
    private static double MeanPrecision(ReadOnlySpan<double> recall, ReadOnlySpan<double> precision)
    {
        var sum = 0.0;
        var rank = 0;
        foreach (var point in CocoSettings.Recalls)
        {
            while (rank < recall.Length && recall[rank] < point)
                rank++;
            if (rank == recall.Length)
                break;
            sum += precision[rank];
        }

        return sum / CocoSettings.RecallPoints;
    }
}
