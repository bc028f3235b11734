using System.Globalization;
using ISyNet.Detection.Annotations;
using ISyNet.Images;
using ISyNet.Images.Decoding;
using SkiaSharp;

namespace ISyNet.Detection.Drawing;

/// <summary>A box to draw: its label, place and colour number.</summary>
/// <param name="Label">What is written above it.</param>
/// <param name="Box">Where, in pixels of the picture.</param>
/// <param name="Color">Which colour of the palette; equal numbers look alike.</param>
public sealed record LabelledBox(string Label, Box Box, int Color)
{
    /// <summary>A found object: <c>bag 0.93</c>.</summary>
    public static LabelledBox Create(string name, double score, Box box, int color) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name} {score:0.00}"), box, color);
}

/// <summary>Draws boxes with labels on pictures.</summary>
public static class BoxDrawing
{
    /// <summary>Pictures smaller than this are enlarged by a whole factor, so that labels can be read.</summary>
    private const int LegibleSide = 480;
    private const int FontSize = 13;

    // Carried along: a machine without fonts draws the same labels.
    private static readonly Lazy<SKTypeface> Typeface = new(() =>
        SKTypeface.FromStream(new MemoryStream(EmbeddedFile.Bytes(typeof(BoxDrawing).Assembly, "fonts/Inter-SemiBold.otf"))));

    // Okabe and Ito's palette: colours that people of all kinds of colour vision tell apart.
    private static readonly SKColor[] Palette =
    [
        new(0xE6, 0x9F, 0x00), new(0x56, 0xB4, 0xE9), new(0x00, 0x9E, 0x73), new(0xF0, 0xE4, 0x42), new(0x00, 0x72, 0xB2), new(0xD5, 0x5E, 0x00), new(0xCC, 0x79, 0xA7),
    ];

    /// <summary>The picture of a file with boxes, as PNG.</summary>
    /// <exception cref="ImageException">The file cannot be read as a picture; the message names it.</exception>
    public static byte[] Draw(string path, IEnumerable<LabelledBox> boxes)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        using var picture = ImageDecoder.DecodeBitmap(path);
        var factor = Math.Max(1, LegibleSide / Math.Max(1, Math.Max(picture.Width, picture.Height)));
        using var canvasBitmap = new SKBitmap(picture.Width * factor, picture.Height * factor);
        using var canvas = new SKCanvas(canvasBitmap);
        canvas.Clear(SKColors.Black);
        using (var image = SKImage.FromBitmap(picture))
            canvas.DrawImage(image, new SKRect(0, 0, canvasBitmap.Width, canvasBitmap.Height), new SKSamplingOptions(SKFilterMode.Nearest));
        using var font = new SKFont(Typeface.Value, FontSize);
        foreach (var box in boxes)
            Draw(canvas, font, box, factor);
        using var png = canvasBitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void Draw(SKCanvas canvas, SKFont font, LabelledBox labelled, int factor)
    {
        var box = labelled.Box;
        var color = Palette[labelled.Color % Palette.Length];
        using var line = new SKPaint { Color = color, Style = SKPaintStyle.Stroke, StrokeWidth = 2, IsAntialias = true };
        using var fill = new SKPaint { Color = color };
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        var rectangle = new SKRect((float)(box.X * factor), (float)(box.Y * factor), (float)(box.Right * factor), (float)(box.Bottom * factor));
        canvas.DrawRect(rectangle, line);
        var width = font.MeasureText(labelled.Label) + 6;
        // Above the box where there is room, else inside it.
        var top = rectangle.Top >= FontSize + 4 ? rectangle.Top - FontSize - 4 : rectangle.Top;
        canvas.DrawRect(rectangle.Left, top, width, FontSize + 4, fill);
        canvas.DrawText(labelled.Label, rectangle.Left + 3, top + FontSize, SKTextAlign.Left, font, ink);
    }
}
