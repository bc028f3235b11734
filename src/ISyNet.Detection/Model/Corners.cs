namespace ISyNet.Detection.Model;

/// <summary>A box by its corners, in pixels of the network's input, for the computation of overlaps.</summary>
public readonly record struct Corners(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Width times height; 0 if a side is negative.</summary>
    public double Area => Math.Max(0.0, Right - Left) * Math.Max(0.0, Bottom - Top);

    /// <summary>Intersection over union, 0 to 1; 0 if both are empty.</summary>
    public double Iou(Corners other)
    {
        var intersection = Math.Max(0.0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left))
            * Math.Max(0.0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));
        var union = Area + other.Area - intersection;
        return union > 0 ? intersection / union : 0;
    }

    /// <summary>The part inside a picture of a width and height.</summary>
    public Corners Within(float width, float height) => new(
        Math.Clamp(Left, 0, width), Math.Clamp(Top, 0, height), Math.Clamp(Right, 0, width), Math.Clamp(Bottom, 0, height));

    /// <summary>Whether a point lies strictly inside.</summary>
    public bool Contains(float x, float y) => x > Left && x < Right && y > Top && y < Bottom;
}
