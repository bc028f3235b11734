namespace ISyNet.Detection.Evaluation;

/// <summary>The detections of one category over all pictures, the surest first, as a curve of precision over recall.</summary>
internal static class PrecisionCurve
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>Mean precision over the 101 recall points, and the final recall; null when there is nothing to find.</summary>
    public static (double Precision, double Recall)? Of(IReadOnlyList<AreaMatch> matches, int threshold, int limit)
    {
        var positives = matches.Sum(match => match.Positives);
        if (positives == 0)
            return null;
        var ranked = matches
            .SelectMany(match => Enumerable.Range(0, Math.Min(limit, match.Image.Detections.Length))
                .Select(d => (match.Image.Detections[d].Score, Hit: match.Hit(threshold, d), Ignored: match.Ignored(threshold, d))))
            .OrderByDescending(entry => entry.Score);
        var (recall, precision) = (new List<double>(), new List<double>());
        var (hits, misses) = (0, 0);
        foreach (var (_, hit, ignored) in ranked)
        {
            if (!ignored)
                (hits, misses) = hit ? (hits + 1, misses) : (hits, misses + 1);
            recall.Add((double)hits / positives);
            precision.Add(hits / (misses + hits + Epsilon));
        }

        for (var i = precision.Count - 1; i > 0; i--)
            precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
        return (MeanPrecision(recall, precision), recall.Count > 0 ? recall[^1] : 0);
    }

    /// <summary>At each recall point, the precision of the first rank that reaches it; 0 where none does.</summary>
    private static double MeanPrecision(List<double> recall, List<double> precision)
    {
        var sum = 0.0;
        var rank = 0;
        foreach (var point in CocoSettings.Recalls)
        {
            while (rank < recall.Count && recall[rank] < point)
                rank++;
            if (rank == recall.Count)
                break;
            sum += precision[rank];
        }

        return sum / CocoSettings.RecallPoints;
    }
}
