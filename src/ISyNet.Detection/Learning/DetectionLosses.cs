using ISyNet.Training.Networks;
using static TorchSharp.torch;

namespace ISyNet.Detection.Learning;

/// <summary>The losses of detection, as sums. The caller divides them.</summary>
internal static class DetectionLosses
{
    /// <summary>
    /// Quality focal loss (arXiv 2006.04388): weight * |y - s|^2 * (-(1-y) log(1-s) - y log s) with s = sigmoid(logit) and y the target
    /// quality. For y = 0 and 1 it is the focal loss of RetinaNet with gamma 2.
    /// </summary>
    /// <param name="logits">Any shape.</param>
    /// <param name="targets">Target qualities, 0 to 1, of the same shape.</param>
    /// <param name="weights">A factor per element, broadcast; 0 to ignore the element.</param>
    public static Tensor QualityFocal(Tensor logits, Tensor targets, Tensor weights)
    {
        var distance = targets.sub(logits.sigmoid());
        var entropy = logits.Softplus().sub(logits.mul(targets));
        return distance.mul(distance).mul(entropy).mul(weights).sum();
    }

    /// <summary>
    /// Generalised IoU loss (arXiv 1902.09630) of boxes given as logarithms of the distances from a point inside both:
    /// weight * (1 - IoU + (hull - union) / hull). The loss does not depend on the unit of length.
    /// </summary>
    /// <param name="logDistances">Predicted logarithms of the distances left, top, right, bottom: boxes x 4.</param>
    /// <param name="distances">True distances in the same unit: boxes x 4. Negative where the point lies outside the true box.</param>
    /// <param name="weights">A factor per box.</param>
    public static Tensor GeneralizedIou(Tensor logDistances, Tensor distances, Tensor weights)
    {
        var predicted = logDistances.AtMost(Model.BoxDecoder.MaxLogDistance).exp();
        var inner = minimum(predicted, distances);
        var outer = maximum(predicted, distances);
        var intersection = Span(inner, 0).AtLeast(0).mul(Span(inner, 1).AtLeast(0));
        var hull = Span(outer, 0).mul(Span(outer, 1));
        var union = Span(predicted, 0).mul(Span(predicted, 1)).Plus(Span(distances, 0).mul(Span(distances, 1))).sub(intersection);
        var loss = intersection.div(union).neg().Plus(1).Plus(hull.sub(union).div(hull));
        return loss.mul(weights).sum();
    }

    /// <summary>Width (axis 0) or height (axis 1) of boxes given by distances.</summary>
    private static Tensor Span(Tensor distances, long axis) => distances.select(1, axis).Plus(distances.select(1, axis + 2));
}
