using System.Collections.Immutable;
using ISyNet.Detection.Model;

namespace ISyNet.Detection.Learning;

/// <summary>
/// Assigns positions to objects by the quality of the current predictions (task alignment, after TOOD,
/// arXiv 2108.07755): a = score^alpha * IoU^beta of the object's class and box. Each object takes the best
/// <see cref="AssignmentRecipe.TopK"/> positions whose centre it contains (the nearest one if it contains none); a position of several objects is assigned
/// to the one that its box overlaps most. The target quality is a, scaled so that the object's best position gets its best IoU.
/// Positions without an object inside an ignored box are ignored.
/// </summary>
internal sealed class TargetAssigner(ImmutableArray<AnchorPoint> points, AssignmentRecipe recipe)
{
    /// <param name="objects">The objects of one image.</param>
    /// <param name="scores">Class scores, classes x positions.</param>
    /// <param name="boxes">Predicted boxes, one per position.</param>
    public Assignment Assign(ReadOnlySpan<TrainingObject> objects, ReadOnlySpan<float> scores, ReadOnlySpan<Corners> boxes)
    {
        var matched = new int[points.Length];
        var overlap = new double[points.Length];
        Array.Fill(matched, -1);
        var alignment = new double[points.Length];
        for (var o = 0; o < objects.Length; o++)
        {
            if (objects[o].Ignored)
                continue;
            foreach (var p in Best(objects[o], scores, boxes))
            {
                var iou = boxes[p].Iou(objects[o].Box);
                if (matched[p] >= 0 && iou <= overlap[p])
                    continue;
                (matched[p], overlap[p], alignment[p]) = (o, iou, Alignment(objects[o], p, scores, iou));
            }
        }

        return new Assignment(matched, Qualities(objects.Length, matched, overlap, alignment), Ignored(objects, matched));
    }

    private List<int> Best(TrainingObject target, ReadOnlySpan<float> scores, ReadOnlySpan<Corners> boxes)
    {
        var candidates = new List<(int Point, double Alignment, double Distance)>();
        var (nearest, least) = (0, double.MaxValue);
        for (var p = 0; p < points.Length; p++)
        {
            var distance = Distance(target.Box, points[p]);
            if (distance < least)
                (nearest, least) = (p, distance);
            if (target.Box.Contains(points[p].X, points[p].Y))
                candidates.Add((p, Alignment(target, p, scores, boxes[p].Iou(target.Box)), distance));
        }

        if (candidates.Count == 0)
            return [nearest];
        // At the start, all alignments may be 0: then take the position nearest to the centre.
        candidates.Sort((a, b) => a.Alignment != b.Alignment ? b.Alignment.CompareTo(a.Alignment)
            : a.Distance != b.Distance ? a.Distance.CompareTo(b.Distance) : a.Point.CompareTo(b.Point));
        return [.. candidates.Take(recipe.TopK).Select(c => c.Point)];
    }

    private double Alignment(TrainingObject target, int point, ReadOnlySpan<float> scores, double iou) =>
        Math.Pow(scores[(target.Class * points.Length) + point], recipe.Alpha) * Math.Pow(iou, recipe.Beta);

    private static double Distance(Corners box, AnchorPoint point)
    {
        var (dx, dy) = (((box.Left + box.Right) / 2) - point.X, ((box.Top + box.Bottom) / 2) - point.Y);
        return ((double)dx * dx) + ((double)dy * dy);
    }

    private static float[] Qualities(int objects, int[] matched, double[] overlap, double[] alignment)
    {
        var (bestAlignment, bestOverlap) = (new double[objects], new double[objects]);
        for (var p = 0; p < matched.Length; p++)
        {
            if (matched[p] < 0)
                continue;
            bestAlignment[matched[p]] = Math.Max(bestAlignment[matched[p]], alignment[p]);
            bestOverlap[matched[p]] = Math.Max(bestOverlap[matched[p]], overlap[p]);
        }

        var qualities = new float[matched.Length];
        for (var p = 0; p < matched.Length; p++)
        {
            if (matched[p] >= 0 && bestAlignment[matched[p]] > 0)
                qualities[p] = (float)(alignment[p] / bestAlignment[matched[p]] * bestOverlap[matched[p]]);
        }

        return qualities;
    }

    private bool[] Ignored(ReadOnlySpan<TrainingObject> objects, int[] matched)
    {
        var ignored = new bool[matched.Length];
        foreach (var target in objects)
        {
            if (!target.Ignored)
                continue;
            for (var p = 0; p < matched.Length; p++)
                ignored[p] |= matched[p] < 0 && target.Box.Contains(points[p].X, points[p].Y);
        }

        return ignored;
    }
}

/// <summary>The targets of the positions of one image.</summary>
/// <param name="Matched">The object of each position; -1 for background.</param>
/// <param name="Quality">The target score of its class, 0 to 1; 0 for background.</param>
/// <param name="Ignored">Positions without a loss.</param>
internal sealed record Assignment(int[] Matched, float[] Quality, bool[] Ignored);
