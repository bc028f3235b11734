using System.Collections;

namespace ISyNet.Detection.Evaluation;

/// <summary>
/// Which detections of a picture hit an object, at each IoU threshold, when only objects of an area range count. Greedy, the most confident
/// detection first: it takes the object of highest overlap that is still free, one that counts before one that is ignored; crowds
/// are never used up (the matching of the reference, cocodataset.org/#detection-eval).
/// </summary>
internal sealed class AreaMatch
{
    private readonly BitArray _hits;
    private readonly BitArray _ignored;

    public AreaMatch(ImageCategory image, double leastArea, double mostArea)
    {
        Image = image;
        var (objects, detections) = (image.Objects, image.Detections);
        var ignored = Array.ConvertAll(objects, o => o.Crowd || o.Ignored || o.Area < leastArea || o.Area > mostArea);
        var order = Order(ignored);
        Positives = ignored.Count(flag => !flag);
        _hits = new BitArray(CocoSettings.Thresholds * detections.Length);
        _ignored = new BitArray(CocoSettings.Thresholds * detections.Length);
        if (detections.Length == 0)
            return;
        var taken = new bool[objects.Length];
        for (var t = 0; t < CocoSettings.Thresholds; t++)
        {
            Array.Clear(taken);
            for (var d = 0; d < detections.Length; d++)
            {
                var found = Best(image, order, ignored, taken, d, CocoSettings.IouThresholds[t]);
                var area = detections[d].Box.Area;
                _hits[(t * detections.Length) + d] = found >= 0;
                _ignored[(t * detections.Length) + d] = found >= 0 ? ignored[found] : area < leastArea || area > mostArea;
                if (found >= 0)
                    taken[found] = true;
            }
        }
    }

    public ImageCategory Image { get; }

    /// <summary>Objects that count.</summary>
    public int Positives { get; }

    public bool Hit(int threshold, int detection) => _hits[(threshold * Image.Detections.Length) + detection];

    public bool Ignored(int threshold, int detection) => _ignored[(threshold * Image.Detections.Length) + detection];

    /// <summary>Objects that count first, each kind in the order of the file.</summary>
    private static int[] Order(bool[] ignored)
    {
        var order = new int[ignored.Length];
        var next = 0;
        foreach (var kind in (ReadOnlySpan<bool>)[false, true])
        {
            for (var g = 0; g < ignored.Length; g++)
            {
                if (ignored[g] == kind)
                    order[next++] = g;
            }
        }

        return order;
    }

    private static int Best(ImageCategory image, int[] order, bool[] ignored, bool[] taken, int detection, double threshold)
    {
        var least = Math.Min(threshold, 1 - 1e-10);
        var best = -1;
        foreach (var g in order)
        {
            if (taken[g] && !image.Objects[g].Crowd)
                continue;
            if (best >= 0 && !ignored[best] && ignored[g])
                break;
            if (image.Iou(detection, g) < least)
                continue;
            (least, best) = (image.Iou(detection, g), g);
        }

        return best;
    }
}
