using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ISyNet.Reports.Fonts;
using SkiaSharp;

namespace ISyNet.Reports.Tests;

/// <summary>A text of a picture and the box that its capitals fill, in pixels.</summary>
internal sealed partial record SvgText(string Text, double Left, double Top, double Right, double Bottom, bool IsRotated)
{
    public static IEnumerable<SvgText> Of(XElement svg) => svg.Descendants().Where(e => e.Name.LocalName == "text").Select(Read);

    public bool Overlaps(SvgText other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    private static SvgText Read(XElement text)
    {
        var x = Numbers(text.Attribute("x")!.Value);
        var y = Numbers(text.Attribute("y")!.Value)[0];
        var size = double.Parse(text.Attribute("font-size")!.Value, CultureInfo.InvariantCulture);
        using var font = new SKFont(ReportFont.Typeface(text.Attribute("font-weight") is not null), (float)size);
        var lastGlyph = font.MeasureText(text.Value[^1..]);
        var transform = text.Attribute("transform")?.Value ?? "translate(0 0)";
        var m = Numbers(transform);
        var (a, b, c, d, e, f) = m.Length == 6 ? (m[0], m[1], m[2], m[3], m[4], m[5]) : (1.0, 0.0, 0.0, 1.0, m[0], m.Length > 1 ? m[1] : 0);
        if (transform.StartsWith("rotate", StringComparison.Ordinal))
            (a, b, c, d, e, f) = (Math.Cos(m[0] * Math.PI / 180), Math.Sin(m[0] * Math.PI / 180), -Math.Sin(m[0] * Math.PI / 180), Math.Cos(m[0] * Math.PI / 180), 0, 0);
        double[] xs = [x[0], x[^1] + lastGlyph], ys = [y - (0.73 * size), y];
        var corners = xs.SelectMany(px => ys.Select(py => (X: (a * px) + (c * py) + e, Y: (b * px) + (d * py) + f))).ToArray();
        return new SvgText(text.Value, corners.Min(p => p.X), corners.Min(p => p.Y), corners.Max(p => p.X), corners.Max(p => p.Y), Math.Abs(b) > 1e-6);
    }

    private static double[] Numbers(string text) =>
        [.. Number().Matches(text).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?\d+(\.\d+)?(e-?\d+)?")]
    private static partial Regex Number();
}
