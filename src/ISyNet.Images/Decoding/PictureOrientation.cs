using System.Runtime.InteropServices;
using SkiaSharp;

namespace ISyNet.Images.Decoding;

/// <summary>
/// How a picture is turned upright: the values of EXIF's tag Orientation, 1 to 8. Cameras store pixels as the sensor reads them
/// and store in this tag how they were held.
/// </summary>
public static class PictureOrientation
{
    /// <summary>Whether width and height are swapped.</summary>
    public static bool IsSideways(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>Maps a point of the stored picture to the upright one.</summary>
    /// <param name="orientation">1 to 8; 1 changes nothing.</param>
    /// <param name="width">Columns as stored.</param>
    /// <param name="height">Rows as stored.</param>
    /// <param name="x">From the left edge as stored, in pixels.</param>
    /// <param name="y">From the top edge as stored, in pixels.</param>
    public static (double X, double Y) Upright(int orientation, double width, double height, double x, double y) => orientation switch
    {
        2 => (width - x, y),
        3 => (width - x, height - y),
        4 => (x, height - y),
        5 => (y, x),
        6 => (height - y, x),
        7 => (height - y, width - x),
        8 => (y, width - x),
        _ => (x, y),
    };

    /// <summary>The upright picture; takes ownership of the bitmap.</summary>
    internal static SKBitmap Upright(SKBitmap stored, int orientation)
    {
        if (orientation is < 2 or > 8)
            return stored;
        using (stored)
        {
            var (width, height) = (stored.Width, stored.Height);
            var sideways = IsSideways(orientation);
            var upright = new SKBitmap(stored.Info.WithSize(sideways ? height : width, sideways ? width : height));
            var source = MemoryMarshal.Cast<byte, uint>(stored.GetPixelSpan());
            var target = MemoryMarshal.Cast<byte, uint>(upright.GetPixelSpan());
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var (toX, toY) = Upright(orientation, width - 1, height - 1, x, y);
                    target[((int)toY * upright.Width) + (int)toX] = source[(y * width) + x];
                }
            }

            return upright;
        }
    }
}
