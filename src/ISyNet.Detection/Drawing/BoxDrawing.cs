using System.Globalization;
using ISyNet.Detection.Annotations;
using ISyNet.Images;
using ISyNet.Images.Decoding;
using SkiaSharp;

namespace ISyNet.Detection.Drawing;

/// <summary>A box to draw: its label, place and colour number.</summary>
/// <param name="Label">The text above it.</param>
/// <param name="Box">The box, in pixels of the picture.</param>
/// <param name="Color">The number of its colour in the palette.</param>
public sealed record LabelledBox(string Label, Box Box, int Color)
{
    /// <summary>A detection, such as <c>bag 0.93</c>.</summary>
    public static LabelledBox Create(string name, double score, Box box, int color) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name} {score:0.00}"), box, color);
}

/// <summary>Draws boxes with labels on pictures.</summary>
public static class BoxDrawing
{
    /// <summary>Smaller pictures are enlarged by a whole factor, so that labels are legible.</summary>
    private const int LegibleSide = 480;
    private const int FontSize = 13;
    private const int Gap = 8;

    // Part of this assembly: a machine without fonts draws the same labels.
    private static readonly Lazy<SKTypeface> Typeface = new(() =>
        SKTypeface.FromStream(new MemoryStream(EmbeddedFile.Bytes(typeof(BoxDrawing).Assembly, "fonts/Inter-SemiBold.otf"))));

    // The palette of Okabe and Ito, which people with any kind of colour vision can distinguish, and five lighter colours between them. Charts of classes have the same
    // colours in the same order (FigureColors of ISyNet.Reports).
    private static readonly SKColor[] Palette =
    [
        new(0xE6, 0x9F, 0x00), new(0x56, 0xB4, 0xE9), new(0x00, 0x9E, 0x73), new(0xF0, 0xE4, 0x42), new(0x3D, 0x8F, 0xD6), new(0xD5, 0x5E, 0x00), new(0xCC, 0x79, 0xA7),
        new(0xBB, 0xBB, 0xBB), new(0x9B, 0xE5, 0x64), new(0xB0, 0x8A, 0xF0), new(0xFF, 0x9D, 0x9A), new(0x76, 0xD9, 0xC4),
    ];

    /// <summary>The picture of a file with boxes, as PNG.</summary>
    /// <exception cref="ImageException">The file cannot be read as a picture; the message names it.</exception>
    public static byte[] Draw(string path, IEnumerable<LabelledBox> boxes) => Draw(path, [("", boxes)]);

    /// <summary>The picture of a file several times side by side, each with a title and boxes of its own, as PNG.</summary>
    /// <exception cref="ImageException">The file cannot be read as a picture; the message names it.</exception>
    public static byte[] Draw(string path, IReadOnlyList<(string Title, IEnumerable<LabelledBox> Boxes)> copies)
    {
        ArgumentNullException.ThrowIfNull(copies);
        using var picture = ImageDecoder.DecodeBitmap(path);
        var factor = Math.Max(1, LegibleSide / Math.Max(1, Math.Max(picture.Width, picture.Height)));
        var (width, height) = (picture.Width * factor, picture.Height * factor);
        var header = copies.Any(copy => copy.Title.Length > 0) ? FontSize + 8 : 0;
        using var bitmap = new SKBitmap((width * copies.Count) + (Gap * (copies.Count - 1)), height + header);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Black);
        using var font = new SKFont(Typeface.Value, FontSize);
        using var ink = new SKPaint { Color = SKColors.White, IsAntialias = true };
        using var image = SKImage.FromBitmap(picture);
        for (var i = 0; i < copies.Count; i++)
        {
            canvas.Save();
            canvas.Translate(i * (width + Gap), header);
            canvas.DrawText(copies[i].Title, 3, -6, SKTextAlign.Left, font, ink);
            canvas.ClipRect(new SKRect(0, 0, width, height));
            canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Nearest));
            DrawBoxes(canvas, font, [.. copies[i].Boxes], factor, new SKRect(0, 0, width, height));
            canvas.Restore();
        }

        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void DrawBoxes(SKCanvas canvas, SKFont font, LabelledBox[] boxes, int factor, SKRect frame)
    {
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        var rectangles = boxes.Select(b => new SKRect((float)(b.Box.X * factor), (float)(b.Box.Y * factor), (float)(b.Box.Right * factor), (float)(b.Box.Bottom * factor))).ToArray();
        for (var i = 0; i < boxes.Length; i++)
        {
            using var line = new SKPaint { Color = ColorOf(boxes[i]), Style = SKPaintStyle.Stroke, StrokeWidth = 2, IsAntialias = true };
            canvas.DrawRect(rectangles[i], line);
        }

        // The last boxes are the most certain: they choose the place of their label first.
        var taken = new List<SKRect>();
        for (var i = boxes.Length - 1; i >= 0; i--)
        {
            var place = LabelPlace(rectangles[i], new SKSize(font.MeasureText(boxes[i].Label) + 6, FontSize + 4), frame, taken);
            taken.Add(place);
            using var fill = new SKPaint { Color = ColorOf(boxes[i]) };
            canvas.DrawRect(place, fill);
            canvas.DrawText(boxes[i].Label, place.Left + 3, place.Bottom - 4, SKTextAlign.Left, font, ink);
        }
    }

    private static SKColor ColorOf(LabelledBox box) => Palette[box.Color % Palette.Length];

    /// <summary>Above the box, below it or along its edges: the first place inside the frame without another label, otherwise the one that hides least.</summary>
    private static SKRect LabelPlace(SKRect box, SKSize label, SKRect frame, List<SKRect> taken)
    {
        var rows = new[] { box.Top - label.Height, box.Bottom, box.Top, box.Bottom - label.Height }
            .Concat(Enumerable.Range(1, (int)Math.Max(0, box.Height / label.Height)).Select(row => box.Top + (row * label.Height)));
        var best = (Hidden: float.MaxValue, Place: default(SKRect));
        foreach (var top in rows)
        {
            foreach (var left in new[] { box.Left, box.Right - label.Width })
            {
                var at = SKRect.Create(
                    Math.Clamp(left, frame.Left, Math.Max(frame.Left, frame.Right - label.Width)), Math.Clamp(top, frame.Top, Math.Max(frame.Top, frame.Bottom - label.Height)),
                    label.Width, label.Height);
                var hidden = taken.Sum(other => SKRect.Intersect(at, other) is { IsEmpty: false } common ? common.Width * common.Height : 0);
                if (hidden == 0)
                    return at;
                if (hidden < best.Hidden)
                    best = (hidden, at);
            }
        }

        return best.Place;
    }
}
