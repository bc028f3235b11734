using System.Collections.Immutable;
using ISyNet.Detection.Model;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Detection.Learning;

/// <summary>
/// The training loss of a batch. Positions are assigned to objects by the current predictions. The class loss compares scores with
/// target qualities, and the box loss compares boxes with objects; both are divided by the sum of the qualities.
/// </summary>
internal sealed class DetectionLoss(ImmutableArray<AnchorPoint> points, int classes, DetectionRecipe recipe)
{
    private readonly TargetAssigner _assigner = new(points, recipe.Assignment);

    /// <param name="logits">Batch x classes x positions.</param>
    /// <param name="logDistances">Batch x 4 x positions.</param>
    /// <param name="objects">The objects of each picture.</param>
    /// <returns>The loss, a scalar with its gradient's history.</returns>
    public torch.Tensor Compute(torch.Tensor logits, torch.Tensor logDistances, IReadOnlyList<ImmutableArray<TrainingObject>> objects)
    {
        var (scores, distances) = (Scores(logits), Copy(logDistances));
        var positions = points.Length;
        var targets = new float[objects.Count * classes * positions];
        var weights = new float[objects.Count * positions];
        Array.Fill(weights, 1f);
        var positives = new PositivePositions();
        for (var i = 0; i < objects.Count; i++)
        {
            var boxes = BoxDecoder.DecodeAll(points, distances.AsSpan(i * 4 * positions, 4 * positions));
            var assignment = _assigner.Assign(objects[i].AsSpan(), scores.AsSpan(i * classes * positions, classes * positions), boxes);
            for (var p = 0; p < positions; p++)
            {
                weights[(i * positions) + p] = assignment.Ignored[p] ? 0 : 1;
                if (assignment.Matched[p] < 0)
                    continue;
                var target = objects[i][assignment.Matched[p]];
                targets[(((i * classes) + target.Class) * positions) + p] = assignment.Quality[p];
                positives.Add((i * positions) + p, points[p], target.Box, assignment.Quality[p]);
            }
        }

        var classLoss = DetectionLosses.QualityFocal(logits,
            torch.tensor(targets, objects.Count, classes, positions).to(logits.device), torch.tensor(weights, objects.Count, 1, positions).to(logits.device));
        var total = positives.Count == 0 ? classLoss : classLoss.Plus(positives.Loss(logDistances), recipe.BoxWeight);
        return total.Times(1 / Math.Max(1, positives.QualitySum));
    }

    private static float[] Scores(torch.Tensor logits)
    {
        using var noGrad = torch.no_grad();
        using var scores = logits.sigmoid();
        return Copy(scores);
    }

    private static float[] Copy(torch.Tensor tensor)
    {
        using var noGrad = torch.no_grad();
        using var dense = tensor.detach().cpu().contiguous();
        return dense.data<float>().ToArray();
    }

    /// <summary>The positions of a batch with an object.</summary>
    private sealed class PositivePositions
    {
        private readonly List<long> _indices = [];
        private readonly List<float> _distances = [];
        private readonly List<float> _qualities = [];

        public int Count => _indices.Count;

        public double QualitySum { get; private set; }

        public void Add(int index, AnchorPoint point, Corners box, float quality)
        {
            _indices.Add(index);
            var s = (float)point.Stride;
            _distances.AddRange((point.X - box.Left) / s, (point.Y - box.Top) / s, (box.Right - point.X) / s, (box.Bottom - point.Y) / s);
            _qualities.Add(quality);
            QualitySum += quality;
        }

        public torch.Tensor Loss(torch.Tensor logDistances)
        {
            var device = logDistances.device;
            var rows = logDistances.permute(0, 2, 1).reshape(-1, 4).index_select(0, torch.tensor(_indices.ToArray()).to(device));
            return DetectionLosses.GeneralizedIou(rows, torch.tensor(_distances.ToArray(), Count, 4).to(device), torch.tensor(_qualities.ToArray()).to(device));
        }
    }
}
