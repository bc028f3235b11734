using System.Text.Json.Serialization;

namespace ISyNet.Detection.Annotations;

/// <summary>A box in pixels of its picture: left edge, top edge, width and height, as in COCO.</summary>
public readonly record struct Box(double X, double Y, double Width, double Height)
{
    /// <summary>Right edge, in pixels.</summary>
    [JsonIgnore]
    public double Right => X + Width;

    /// <summary>Bottom edge, in pixels.</summary>
    [JsonIgnore]
    public double Bottom => Y + Height;

    /// <summary>Width times height, in square pixels.</summary>
    [JsonIgnore]
    public double Area => Width * Height;

    /// <summary>Whether all four numbers are finite and both sides longer than 0.</summary>
    [JsonIgnore]
    public bool IsSound => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Width) && double.IsFinite(Height) && Width > 0 && Height > 0;

    /// <summary>The common area with another box, in square pixels.</summary>
    public double Intersection(Box other)
    {
        var width = Math.Min(Right, other.Right) - Math.Max(X, other.X);
        var height = Math.Min(Bottom, other.Bottom) - Math.Max(Y, other.Y);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /// <summary>Intersection over union, 0 to 1.</summary>
    public double Iou(Box other) => Intersection(other) is var common && common > 0 ? common / (Area + other.Area - common) : 0;

    /// <summary>The part of the box inside a picture; its sides are 0 if it lies outside.</summary>
    public Box Within(int width, int height)
    {
        var (left, top) = (Math.Clamp(X, 0, width), Math.Clamp(Y, 0, height));
        return new Box(left, top, Math.Clamp(Right, 0, width) - left, Math.Clamp(Bottom, 0, height) - top);
    }
}
