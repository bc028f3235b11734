using System.Collections.Immutable;
using ISyNet.Detection.Annotations;

namespace ISyNet.Detection.Evaluation;

/// <summary>Pascal VOC's average precision at IoU 0.50, 0 to 1; NaN for a category without objects.</summary>
/// <param name="Id">The category's number.</param>
/// <param name="Name">Its name.</param>
/// <param name="AllPoints">The area under the precision envelope (VOC 2010 and later).</param>
/// <param name="ElevenPoints">Mean of the envelope at recall 0, 0.1, ..., 1 (VOC 2007).</param>
public sealed record VocPrecision(long Id, string Name, double AllPoints, double ElevenPoints);

/// <summary>
/// Pascal VOC's evaluation (Everingham et al. 2010, section 4.2): each detection goes to the object of its category that it overlaps
/// most; a second hit of an object is a miss; ignored objects and crowds count for nothing.
/// </summary>
public static class VocEvaluation
{
    private const double LeastIou = 0.5;

    /// <summary>Evaluates what a detector found, category by category, in the order of their ids.</summary>
    public static ImmutableArray<VocPrecision> Evaluate(DetectionDataSet truth, IEnumerable<DetectedBox> detections)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(detections);
        var found = detections.ToLookup(detection => detection.CategoryId);
        return [.. truth.Categories.DistinctBy(c => c.Id).OrderBy(c => c.Id).Select(category => Evaluate(category, truth.Annotations.Where(a => a.CategoryId == category.Id), found[category.Id]))];
    }

    private static VocPrecision Evaluate(Category category, IEnumerable<BoxAnnotation> objects, IEnumerable<DetectedBox> detections)
    {
        var byImage = objects.GroupBy(o => o.ImageId).ToDictionary(group => group.Key, group => group.ToArray());
        var positives = byImage.Values.Sum(list => list.Count(o => !Free(o)));
        if (positives == 0)
            return new VocPrecision(category.Id, category.Name, double.NaN, double.NaN);
        var (recall, precision) = (new List<double>(), new List<double>());
        var used = new HashSet<BoxAnnotation>(ReferenceEqualityComparer.Instance);
        var (hits, misses) = (0, 0);
        foreach (var detection in detections.OrderByDescending(d => d.Score))
        {
            var best = byImage.GetValueOrDefault(detection.ImageId, []).MaxBy(o => detection.Box.Iou(o.Box));
            var overlaps = best is not null && detection.Box.Iou(best.Box) >= LeastIou;
            if (overlaps && Free(best!))
                continue;
            if (overlaps && used.Add(best!))
                hits++;
            else
                misses++;
            recall.Add((double)hits / positives);
            precision.Add((double)hits / (hits + misses));
        }

        return new VocPrecision(category.Id, category.Name, AllPoints(recall, precision), ElevenPoints(recall, precision));
    }

    private static bool Free(BoxAnnotation found) => found.Ignored || found.Crowd;

    private static double AllPoints(List<double> recall, List<double> precision)
    {
        var (area, envelope) = (0.0, 0.0);
        for (var i = recall.Count - 1; i >= 0; i--)
        {
            envelope = Math.Max(envelope, precision[i]);
            area += envelope * (recall[i] - (i > 0 ? recall[i - 1] : 0));
        }

        return area;
    }

    private static double ElevenPoints(List<double> recall, List<double> precision) => Enumerable.Range(0, 11).Average(tenth =>
        recall.Zip(precision).Where(point => point.First >= tenth / 10.0).Select(point => point.Second).DefaultIfEmpty(0).Max());
}
