using ISyNet.Detection.Annotations;

namespace ISyNet.Detection.Tests.Evaluation;

/// <summary>VOC's average precision of one category once more, in plain loops after the published rules: the judge of the product's.</summary>
internal static class PlainVoc
{
    private const double Least = 0.5;

    /// <summary>All points and eleven points.</summary>
    public static (double All, double Eleven) Evaluate(DetectionDataSet truth, IReadOnlyList<DetectedBox> detections, long category)
    {
        var objects = truth.Annotations.Where(o => o.CategoryId == category).ToList();
        var left = detections.Where(d => d.CategoryId == category).ToList();
        var used = new bool[objects.Count];
        var positives = objects.Count(o => !o.Crowd && !o.Ignored);
        List<double> recall = [0], precision = [0];
        var (tp, fp) = (0, 0);
        while (left.Count > 0)
        {
            var top = left[0];
            foreach (var d in left)
                top = d.Score > top.Score ? d : top;
            left.RemoveAt(left.FindIndex(d => ReferenceEquals(d, top)));
            var (most, at) = (double.NegativeInfinity, -1);
            for (var g = 0; g < objects.Count; g++)
            {
                if (objects[g].ImageId == top.ImageId && Overlap(top.Box, objects[g].Box) is var iou && iou > most)
                    (most, at) = (iou, g);
            }

            if (most >= Least && (objects[at].Crowd || objects[at].Ignored))
                continue;
            if (most >= Least && !used[at])
            {
                used[at] = true;
                tp++;
            }
            else
            {
                fp++;
            }

            recall.Add(tp / (double)positives);
            precision.Add(tp / (double)(tp + fp));
        }

        recall.Add(1);
        precision.Add(0);
        for (var i = precision.Count - 2; i >= 0; i--)
            precision[i] = Math.Max(precision[i], precision[i + 1]);
        var (area, eleven) = (0.0, 0.0);
        for (var i = 1; i < recall.Count; i++)
            area += (recall[i] - recall[i - 1]) * precision[i];
        for (var t = 0; t <= 10; t++)
        {
            var first = recall.FindIndex(r => r >= t / 10.0);
            eleven += precision[first] / 11;
        }

        return (area, eleven);
    }

    private static double Overlap(Box a, Box b)
    {
        var w = Math.Max(0, Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X));
        var h = Math.Max(0, Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y));
        return w * h / ((a.Width * a.Height) + (b.Width * b.Height) - (w * h));
    }
}
