using System.Globalization;
using System.Xml.Linq;
using ISyNet.Reports.Fonts;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Reports.Html;

/// <summary>The frame of a page: head, contents, sections, footer.</summary>
internal static class PageRenderer
{
    /// <summary>Forbids the page to load anything, whatever text it contains.</summary>
    private const string ContentPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'";

    public static string Render(ReportPage page)
    {
        var parts = new PartRenderer();
        var body = Element("body",
            Element("header", Element("h1", page.Title), page.Subtitle.Length == 0 ? null : Element("p", Class("subtitle"), page.Subtitle)),
            page.Sections.Length < 2 ? null : Contents(page),
            Element("main",
                page.Lead.Select(parts.Render),
                page.Sections.Select((section, index) => Element("section", new XAttribute("id", Id(index)),
                    Element("h2", section.Title), section.Parts.Select(parts.Render)))),
            Element("footer", Element("p", page.Footer)),
            Element("script", EmbeddedFile.Text(typeof(PageRenderer).Assembly, "html/report.js")));
        return Write(Element("html", new XAttribute("lang", "en"), Head(page.Title), body));
    }

    private static XElement Head(string title) => Element("head",
        Element("meta", new XAttribute("charset", "utf-8")),
        Element("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", ContentPolicy)),
        Element("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
        Element("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
        Element("title", title),
        Element("style", FontFace(400, ReportFont.RegularResource), FontFace(600, ReportFont.SemiBoldResource),
            EmbeddedFile.Text(typeof(PageRenderer).Assembly, "html/report.css"), FigureStyle.Css()));

    private static XElement Contents(ReportPage page) => Element("nav", new XAttribute("aria-label", "Contents"),
        Element("ul", page.Sections.Select((section, index) =>
            Element("li", Element("a", new XAttribute("href", "#" + Id(index)), section.Title)))));

    private static string Id(int section) => "section-" + (section + 1).ToString(CultureInfo.InvariantCulture);

    private static string FontFace(int weight, string resource) => string.Create(CultureInfo.InvariantCulture,
        $"@font-face{{font-family:{ReportFont.Family};font-weight:{weight};src:url(data:font/otf;base64,{Convert.ToBase64String(EmbeddedFile.Bytes(typeof(PageRenderer).Assembly, resource))})}}\n");
}
