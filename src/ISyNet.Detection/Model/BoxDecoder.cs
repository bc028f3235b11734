using System.Collections.Immutable;

namespace ISyNet.Detection.Model;

/// <summary>Turns the network's distances into boxes.</summary>
internal static class BoxDecoder
{
    /// <summary>The largest logarithm of a distance in strides: e^6 strides are larger than any picture, and far from an overflow.</summary>
    public const float MaxLogDistance = 6;

    /// <param name="point">The position.</param>
    /// <param name="distances">The distances of one image, 4 x positions.</param>
    /// <param name="position">Index of the position.</param>
    /// <param name="positions">Number of positions.</param>
    public static Corners Decode(AnchorPoint point, ReadOnlySpan<float> distances, int position, int positions)
    {
        var stride = (float)point.Stride;
        return new Corners(
            point.X - (Length(distances[position]) * stride),
            point.Y - (Length(distances[positions + position]) * stride),
            point.X + (Length(distances[(2 * positions) + position]) * stride),
            point.Y + (Length(distances[(3 * positions) + position]) * stride));
    }

    /// <summary>All boxes of one image.</summary>
    public static Corners[] DecodeAll(ImmutableArray<AnchorPoint> points, ReadOnlySpan<float> distances)
    {
        var boxes = new Corners[points.Length];
        for (var i = 0; i < boxes.Length; i++)
            boxes[i] = Decode(points[i], distances, i, points.Length);
        return boxes;
    }

    private static float Length(float value) => MathF.Exp(MathF.Min(value, MaxLogDistance));
}
