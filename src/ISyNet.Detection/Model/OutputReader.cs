using System.Collections.Immutable;

namespace ISyNet.Detection.Model;

/// <summary>Reads the objects of one picture from the network's two outputs; an exported model holds the same computation.</summary>
internal sealed class OutputReader(DetectorDesign design, DetectionRules rules)
{
    private readonly ImmutableArray<AnchorPoint> _points = design.Points;

    /// <param name="logits">Classes x positions.</param>
    /// <param name="distances">4 x positions.</param>
    /// <returns>The objects by class, the most confident of each class first.</returns>
    public ImmutableArray<FoundObject> Read(ReadOnlySpan<float> logits, ReadOnlySpan<float> distances)
    {
        var boxes = BoxDecoder.DecodeAll(_points, distances);
        for (var i = 0; i < boxes.Length; i++)
            boxes[i] = boxes[i].Within(design.Input.Width, design.Input.Height);
        var found = ImmutableArray.CreateBuilder<FoundObject>();
        var scores = new float[_points.Length];
        for (var c = 0; c < design.ClassNames.Length; c++)
        {
            for (var i = 0; i < scores.Length; i++)
                scores[i] = 1 / (1 + MathF.Exp(-logits[(c * scores.Length) + i]));
            foreach (var i in NonMaximumSuppression.Run(boxes, scores, rules))
                found.Add(new FoundObject(c, scores[i], boxes[i]));
        }

        return found.ToImmutable();
    }
}
