using ISyNet.Detection.Annotations;

namespace ISyNet.Detection.Tests.Evaluation;

/// <summary>
/// COCO's evaluation once more, written straight from the published rules with plain arrays and no regard to speed: the judge of the
/// product's. One big table precision[threshold, recall point, category, area, limit] as the reference keeps it.
/// </summary>
internal static class PlainCoco
{
    // The reference's thresholds are numpy.linspace(.5, .95, 10), whose ninth is one step of a double below 0.9: it decides at IoU 0.9.
    private static readonly double[] Thresholds = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95];
    private static readonly double[][] Areas = [[0, 1e10], [0, 1024], [1024, 9216], [9216, 1e10]];
    private static readonly int[] Limits = [1, 10, 100];

    public static double[] Evaluate(DetectionDataSet truth, IReadOnlyList<DetectedBox> detections)
    {
        var k = truth.Categories.Length;
        var precision = new double[10, 101, k, 4, 3];
        var recall = new double[10, k, 4, 3];
        for (var c = 0; c < k; c++)
        {
            for (var a = 0; a < 4; a++)
            {
                for (var m = 0; m < 3; m++)
                {
                    for (var t = 0; t < 10; t++)
                    {
                        var (points, last) = Curve(truth, detections, truth.Categories[c].Id, Areas[a], Limits[m], Thresholds[t]);
                        recall[t, c, a, m] = last;
                        for (var r = 0; r < 101; r++)
                            precision[t, r, c, a, m] = points[r];
                    }
                }
            }
        }

        return
        [
            P(null, 0), P(0, 0), P(5, 0), P(null, 1), P(null, 2), P(null, 3),
            R(0, 0), R(0, 1), R(0, 2), R(1, 2), R(2, 2), R(3, 2),
        ];

        double P(int? threshold, int area) => Mean(
            from t in Enumerable.Range(0, 10)
            where threshold is null || t == threshold
            from r in Enumerable.Range(0, 101)
            from c in Enumerable.Range(0, k)
            select precision[t, r, c, area, 2]);
        double R(int area, int limit) => Mean(from t in Enumerable.Range(0, 10) from c in Enumerable.Range(0, k) select recall[t, c, area, limit]);
    }

    private static double Mean(IEnumerable<double> values)
    {
        var counted = values.Where(v => v > -1).ToArray();
        return counted.Length == 0 ? -1 : counted.Sum() / counted.Length;
    }

    private static (double[] Points, double Recall) Curve(
        DetectionDataSet truth, IReadOnlyList<DetectedBox> all, long category, double[] area, int limit, double threshold)
    {
        List<(double Score, bool Hit, bool Ignored)> entries = [];
        var positives = 0;
        foreach (var image in truth.Images.OrderBy(i => i.Id))
        {
            var objects = truth.Annotations.Where(o => o.ImageId == image.Id && o.CategoryId == category)
                .Select(o => (o, Ignored: o.Crowd || o.Ignored || o.Area < area[0] || o.Area > area[1], Matched: new bool[1])).ToList();
            positives += objects.Count(o => !o.Ignored);
            var sorted = objects.Where(o => !o.Ignored).Concat(objects.Where(o => o.Ignored)).ToList();
            foreach (var d in StableByScore(all.Where(d => d.ImageId == image.Id && d.CategoryId == category)).Take(limit))
            {
                var best = -1;
                var overlap = threshold;
                for (var g = 0; g < sorted.Count; g++)
                {
                    if (sorted[g].Matched[0] && !sorted[g].o.Crowd)
                        continue;
                    if (best != -1 && !sorted[best].Ignored && sorted[g].Ignored)
                        break;
                    var iou = Iou(d.Box, sorted[g].o);
                    if (iou >= overlap)
                        (best, overlap) = (g, iou);
                }

                var size = d.Box.Width * d.Box.Height;
                if (best == -1)
                {
                    entries.Add((d.Score, false, size < area[0] || size > area[1]));
                    continue;
                }

                sorted[best].Matched[0] = true;
                entries.Add((d.Score, true, sorted[best].Ignored));
            }
        }

        if (positives == 0)
            return (Enumerable.Repeat(-1.0, 101).ToArray(), -1);
        var (tp, fp) = (0, 0);
        var curve = new List<(double Recall, double Precision)>();
        foreach (var entry in StableBy(entries, e => e.Score))
        {
            if (!entry.Ignored && entry.Hit)
                tp++;
            if (!entry.Ignored && !entry.Hit)
                fp++;
            curve.Add(((double)tp / positives, tp + fp == 0 ? 0 : (double)tp / (tp + fp)));
        }

        // Precision at a recall point: the best of all ranks that reach it.
        var points = new double[101];
        for (var r = 0; r < 101; r++)
            points[r] = curve.Where(p => p.Recall >= r * 0.01 || (r == 100 && p.Recall >= 1)).Select(p => p.Precision).DefaultIfEmpty(0).Max();
        return (points, curve.Count == 0 ? 0 : curve[^1].Recall);
    }

    private static double Iou(Box d, BoxAnnotation g)
    {
        var w = Math.Min(d.X + d.Width, g.Box.X + g.Box.Width) - Math.Max(d.X, g.Box.X);
        var h = Math.Min(d.Y + d.Height, g.Box.Y + g.Box.Height) - Math.Max(d.Y, g.Box.Y);
        if (w <= 0 || h <= 0)
            return 0;
        return w * h / (g.Crowd ? d.Width * d.Height : (d.Width * d.Height) + (g.Box.Width * g.Box.Height) - (w * h));
    }

    private static List<DetectedBox> StableByScore(IEnumerable<DetectedBox> detections) => StableBy(detections, d => d.Score);

    private static List<T> StableBy<T>(IEnumerable<T> items, Func<T, double> score)
    {
        var sorted = new List<T>();
        foreach (var item in items)
        {
            var at = sorted.Count;
            while (at > 0 && score(sorted[at - 1]) < score(item))
                at--;
            sorted.Insert(at, item);
        }

        return sorted;
    }
}
