using ISyNet.Images;
using ISyNet.Images.Resizing;

namespace ISyNet.Detection.Scenes;

/// <summary>
/// One garment at the size at which it is placed, cut to its visible pixels. The black background of the source is transparent: opacity
/// rises from 0 to 1 between grey values 8 and 40.
/// </summary>
/// <param name="Class">Its class.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Values">Grey values, 0 to 255.</param>
/// <param name="Opacity">0 to 1.</param>
internal sealed record Garment(int Class, int Width, int Height, float[] Values, float[] Opacity)
{
    /// <summary>Opacity from which a pixel belongs to the garment.</summary>
    public const float Visible = 0.5f;

    /// <summary>Scales an image to a tile of a side; null if nothing of it is visible.</summary>
    public static Garment? FromImage(ImageSet images, int index, double tile)
    {
        var side = Math.Max(1, (int)Math.Round(tile));
        var (rows, columns) = (images.Shape.Height, images.Shape.Width);
        var values = new float[side * side];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
                values[(y * side) + x] = (float)PointSampling.Bilinear(images[index], rows, columns, ((y + 0.5) * rows / side) - 0.5, ((x + 0.5) * columns / side) - 0.5);
        }

        var opacity = Array.ConvertAll(values, v => Math.Clamp((v - 8) / 32, 0f, 1f));
        return Cut(images.Labels[index], side, values, opacity);
    }

    private static Garment? Cut(int label, int side, float[] values, float[] opacity)
    {
        var (left, top, right, bottom) = (side, side, -1, -1);
        for (var i = 0; i < opacity.Length; i++)
        {
            if (opacity[i] < Visible)
                continue;
            (left, right) = (Math.Min(left, i % side), Math.Max(right, i % side));
            (top, bottom) = (Math.Min(top, i / side), Math.Max(bottom, i / side));
        }

        if (right < 0)
            return null;
        var (width, height) = (right - left + 1, bottom - top + 1);
        var garment = new Garment(label, width, height, new float[width * height], new float[width * height]);
        for (var y = 0; y < height; y++)
        {
            values.AsSpan(((top + y) * side) + left, width).CopyTo(garment.Values.AsSpan(y * width));
            opacity.AsSpan(((top + y) * side) + left, width).CopyTo(garment.Opacity.AsSpan(y * width));
        }

        return garment;
    }
}
