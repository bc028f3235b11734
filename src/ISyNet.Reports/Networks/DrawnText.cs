using ISyNet.Reports.Fonts;
using SkiaSharp;

namespace ISyNet.Reports.Networks;

/// <summary>Text of a drawing, cut or broken where its room ends. A page measures with the same font.</summary>
internal static class DrawnText
{
    // The font brings some pairs of letters closer together or further apart, which the sum of widths does not know.
    private const double Slack = 1.03;

    /// <summary>Width of a line.</summary>
    public static double Width(string text, double size, bool isBold = false)
    {
        using var font = new SKFont(ReportFont.Typeface(isBold), (float)size);
        return font.MeasureText(text) * Slack;
    }

    /// <summary>The text, or its beginning with an ellipsis where it does not fit.</summary>
    public static string Fit(string text, double room, double size, bool isBold = false)
    {
        if (Width(text, size, isBold) <= room)
            return text;
        var length = text.Length - 1;
        while (length > 1 && Width($"{text[..length].TrimEnd()}…", size, isBold) > room)
            length--;
        return $"{text[..length].TrimEnd()}…";
    }

    /// <summary>Pieces on as few lines as they need, with a dot between those of one line.</summary>
    public static IEnumerable<string> Wrap(IEnumerable<string> pieces, double room, double size, bool isBold = false)
    {
        var line = "";
        foreach (var piece in pieces)
        {
            var longer = line.Length == 0 ? piece : $"{line} · {piece}";
            if (line.Length > 0 && Width(longer, size, isBold) > room)
            {
                yield return line;
                longer = piece;
            }

            line = longer;
        }

        yield return line;
    }
}
