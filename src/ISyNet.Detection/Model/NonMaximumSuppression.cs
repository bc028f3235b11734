namespace ISyNet.Detection.Model;

/// <summary>
/// Keeps the best of overlapping boxes, class by class, by the rules of ONNX's NonMaxSuppression: boxes are taken in descending order of
/// score, and a box is dropped if it overlaps a kept one by more than the threshold.
/// </summary>
internal static class NonMaximumSuppression
{
    /// <param name="boxes">All boxes of one image.</param>
    /// <param name="scores">Their scores for one class.</param>
    /// <param name="rules">Thresholds and limit.</param>
    /// <returns>Indices of the kept boxes, best first.</returns>
    public static List<int> Run(ReadOnlySpan<Corners> boxes, ReadOnlySpan<float> scores, DetectionRules rules)
    {
        var order = new List<int>();
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > rules.ScoreThreshold)
                order.Add(i);
        }

        var values = scores.ToArray();
        order.Sort((a, b) => values[a] != values[b] ? values[b].CompareTo(values[a]) : a.CompareTo(b));
        var kept = new List<int>();
        foreach (var candidate in order)
        {
            if (kept.Count == rules.MaxPerClass)
                break;
            var overlaps = false;
            foreach (var other in kept)
                overlaps = overlaps || boxes[candidate].Iou(boxes[other]) > rules.IouThreshold;
            if (!overlaps)
                kept.Add(candidate);
        }

        return kept;
    }
}
