using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Fonts;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Reports.Html;

/// <summary>The frame of a page: head, contents, sections, footer.</summary>
internal static class PageRenderer
{
    public static string Render(ReportPage page)
    {
        var parts = new PartRenderer();
        var hasCharts = page.HasCharts;
        string[] scripts = hasCharts ? [ChartAssets.Library, ChartAssets.Script, Resource("html/report.js")] : [Resource("html/report.js")];
        var codes = Array.ConvertAll(scripts, Code);
        var style = FontFace(400, ReportFont.RegularResource) + FontFace(600, ReportFont.SemiBoldResource) + Resource("html/report.css") + FigureStyle.Css()
            + (hasCharts ? ChartAssets.Style : "");
        var body = Element("body",
            Element("header", Element("h1", page.Title), page.Subtitle.Length == 0 ? null : Element("p", Class("subtitle"), page.Subtitle)),
            page.Sections.Length < 2 ? null : Contents(page),
            Element("main",
                page.Lead.Select(parts.Render),
                page.Sections.Select((section, index) => Element("section", new XAttribute("id", Id(index)),
                    Element("h2", section.Title), section.Parts.Select(parts.Render)))),
            Element("footer", Element("p", page.Footer)),
            codes.Select(code => Element("script", code)));
        return Write(Element("html", new XAttribute("lang", "en"), Head(page.Title, style, Policy(codes, style)), body));
    }

    /// <summary>Forbids the page to load anything, whatever text it contains, and to run or apply what is not ours.</summary>
    private static string Policy(XNode[][] scripts, string style) => $"default-src 'none'; style-src {Hash(style)}; script-src {string.Join(' ', scripts.Select(nodes => Hash(TextOf(nodes))))}; "
        + "font-src data:; img-src data:; base-uri 'none'; form-action 'none'";

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    /// <summary>Script text that is one and the same as HTML, which unescapes nothing in it, and as XML, which takes it out of its CDATA.</summary>
    private static XNode[] Code(string script) => [new XText("//"), new XCData($"\n{script}\n//")];

    /// <summary>What a browser reads as the script's text.</summary>
    private static string TextOf(XNode[] code) => string.Concat(code.Select(node => node.ToString()));

    private static string Resource(string name) => EmbeddedFile.Text(typeof(PageRenderer).Assembly, name);

    private static XElement Head(string title, string style, string policy) => Element("head",
        Element("meta", new XAttribute("charset", "utf-8")),
        Element("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", policy)),
        Element("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
        Element("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
        Element("title", title),
        Element("style", style));

    private static XElement Contents(ReportPage page) => Element("nav", new XAttribute("aria-label", "Contents"),
        Element("ul", page.Sections.Select((section, index) =>
            Element("li", Element("a", new XAttribute("href", "#" + Id(index)), section.Title)))));

    private static string Id(int section) => "section-" + (section + 1).ToString(CultureInfo.InvariantCulture);

    private static string FontFace(int weight, string resource) => string.Create(CultureInfo.InvariantCulture,
        $"@font-face{{font-family:{ReportFont.Family};font-weight:{weight};src:url(data:font/otf;base64,{Convert.ToBase64String(EmbeddedFile.Bytes(typeof(PageRenderer).Assembly, resource))})}}\n");
}
