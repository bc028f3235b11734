using ISyNet.Reports.Figures;
using SkiaSharp;

namespace ISyNet.Reports.Tests;

/// <summary>A decoded PNG, and where its colours are.</summary>
internal sealed class Picture
{
    /// <summary>Title and legend end above this row: only the data below are asked for.</summary>
    private const int BelowLegend = 120;

    private readonly SKColor[] _pixels;

    public Picture(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        (_pixels, Width, Height) = (bitmap.Pixels, bitmap.Width, bitmap.Height);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Mean place of the pixels of exactly this colour; null if there are none.</summary>
    public (double X, double Y, int Count)? Centre(ThemeColor color)
    {
        var wanted = SKColor.Parse(color.Light);
        var (x, y, count) = (0L, 0L, 0);
        for (var row = BelowLegend; row < Height; row++)
        {
            for (var column = 0; column < Width; column++)
            {
                if (_pixels[(row * Width) + column] == wanted)
                    (x, y, count) = (x + column, y + row, count + 1);
            }
        }

        return count == 0 ? null : ((double)x / count, (double)y / count, count);
    }

    /// <summary>Pixels of a rectangle, given in fractions of the picture, that differ from the background.</summary>
    public int Inked(double left, double top, double right, double bottom)
    {
        var background = SKColor.Parse(FigureColors.Background.Light);
        var count = 0;
        for (var row = (int)(top * Height); row < (int)(bottom * Height); row++)
        {
            for (var column = (int)(left * Width); column < (int)(right * Width); column++)
                count += _pixels[(row * Width) + column] == background ? 0 : 1;
        }

        return count;
    }
}
