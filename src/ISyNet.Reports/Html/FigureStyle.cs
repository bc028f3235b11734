using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ISyNet.Reports.Figures;

namespace ISyNet.Reports.Html;

/// <summary>Puts figures into a page as inline SVG; the page's style replaces the colours for the dark scheme.</summary>
internal static partial class FigureStyle
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly HashSet<string> Lists = ["x", "y", "d", "cx", "cy", "rx", "ry", "width", "height"];

    /// <summary>The rules that turn each light colour of the palette into its dark one, only on a dark screen, not in print.</summary>
    public static string Css()
    {
        var css = new StringBuilder("@media screen and (prefers-color-scheme:dark){\n");
        foreach (var color in FigureColors.All)
        {
            css.Append($".figure svg [fill=\"{color.Light}\" i]{{fill:{color.Dark}}}");
            css.Append($".figure svg [stroke=\"{color.Light}\" i]{{stroke:{color.Dark}}}\n");
        }

        return css.Append("}\n").ToString();
    }

    /// <summary>The picture as an element: scalable, with a description, and with ids that are unique in the page.</summary>
    public static XElement Element(Figure figure, int number)
    {
        var svg = XElement.Parse(figure.ToSvg());
        Renumber(svg, $"f{number}-");
        foreach (var attribute in svg.Descendants().Attributes().Where(a => Lists.Contains(a.Name.LocalName)))
            attribute.Value = Shorten(attribute.Value);
        svg.SetAttributeValue("viewBox", $"0 0 {figure.Width} {figure.Height}");
        svg.SetAttributeValue("width", null);
        svg.SetAttributeValue("height", null);
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-labelledby", $"f{number}-title f{number}-desc");
        svg.AddFirst(
            new XElement(Svg + "title", new XAttribute("id", $"f{number}-title"), figure.Title),
            new XElement(Svg + "desc", new XAttribute("id", $"f{number}-desc"), figure.Description));
        return svg;
    }

    /// <summary>
    /// Rounds to a hundredth of a pixel. Also removes the comma that Skia writes at the end of number lists, because some browsers then drop the whole list.
    /// </summary>
    private static string Shorten(string numbers) => LongNumber().Replace(numbers, "$1").TrimEnd(' ', ',');

    /// <summary>Skia counts ids per process; a page needs them unique and the same in every run.</summary>
    private static void Renumber(XElement svg, string prefix)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in svg.Descendants().Attributes("id"))
        {
            var name = $"{prefix}{names.Count}";
            names[id.Value] = name;
            id.Value = name;
        }

        foreach (var attribute in svg.Descendants().Attributes().Where(a => a.Value.StartsWith("url(#", StringComparison.Ordinal)))
        {
            if (names.TryGetValue(attribute.Value[5..^1], out var name))
                attribute.Value = $"url(#{name})";
        }
    }

    [GeneratedRegex(@"(\d+\.\d\d)\d+")]
    private static partial Regex LongNumber();
}
