using ISyNet.Graph;
using ISyNet.Graph.Backbones;
using ISyNet.Graph.Ops;

namespace ISyNet.Detection.Model;

/// <summary>
/// Builds a one-stage detector as one network: backbone, feature pyramid (arXiv 1612.03144), and for each level a head without anchors
/// (after FCOS, arXiv 1904.01355) whose class logits also rank the boxes (arXiv 2006.04388), so no centre-ness branch is needed.
/// It consists only of dense convolutions of 1x1, 3x3 and 2x2 (transposed), ReLU and additions.
/// </summary>
public static class DetectorBuilder
{
    /// <summary>Name of the layer of class logits: classes x positions of all levels, finest first, row by row.</summary>
    public const string LogitsLayer = "detector.logits";

    /// <summary>
    /// Name of the layer of distances: 4 x positions. The distances left, top, right, bottom from the position's centre to the box's
    /// sides are exp(value) * stride pixels.
    /// </summary>
    public const string DistancesLayer = "detector.distances";

    /// <summary>The largest number of classes.</summary>
    public const int MaxClasses = 10_000;

    /// <summary>Builds the network; its outputs are the logits and the distances.</summary>
    /// <param name="backbone">The backbone; features that the layout does not use are left out.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="layout">Pyramid and heads.</param>
    /// <exception cref="ISyNetException">The backbone does not have a stride, or a number is out of range.</exception>
    public static Network Build(Backbone backbone, int classes, DetectorLayout layout) =>
        Build(backbone, classes, layout, Upsampling.TransposedConv);

    internal static Network Build(Backbone backbone, int classes, DetectorLayout layout, Upsampling upsampling)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(layout);
        layout.Check();
        if (classes is < 1 or > MaxClasses)
            throw new DetectionException($"a detector has 1 to {MaxClasses} classes, not {classes}");
        var features = backbone.At([.. layout.Strides]).Network;
        var builder = new NetworkBuilder($"{backbone.Network.Name}-detector");
        foreach (var layer in features.Layers)
            builder.Copy(layer, [.. layer.Inputs]);
        var levels = PyramidBuilder.Add(builder.In(new LayerPlace(NetworkPart.Neck)), [.. features.Outputs], layout, upsampling);
        var (scores, boxes) = (new LayerPlace(NetworkPart.Head, Role: LayerRole.ClassScores), new LayerPlace(NetworkPart.Head, Role: LayerRole.BoxDistances));
        var (logits, distances) = (new int[levels.Length], new int[levels.Length]);
        for (var i = 0; i < levels.Length; i++)
        {
            var name = $"heads.{LevelName(layout.Strides[i])}";
            logits[i] = HeadBuilder.Add(builder, scores, $"{name}.class", levels[i], classes, layout);
            distances[i] = HeadBuilder.Add(builder, boxes, $"{name}.box", levels[i], 4, layout);
        }

        return builder.Build(
            builder.In(scores).Add(LogitsLayer, new Concat(1), logits),
            builder.In(boxes).Add(DistancesLayer, new Concat(1), distances));
    }

    /// <summary><c>p3</c> for stride 8.</summary>
    internal static string LevelName(int stride) => $"p{System.Numerics.BitOperations.Log2((uint)stride)}";
}
