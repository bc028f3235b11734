using System.Xml.Linq;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Networks;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Reports.Html;

/// <summary>Turns the parts of one page into elements; numbers its figures and tables.</summary>
/// <param name="prefix">Begins their ids, where a page has parts of several renderers.</param>
public sealed class PartRenderer(string prefix = "")
{
    private const int DenseColumns = 9;

    private int _figures;
    private int _tables;
    private int _networks;

    /// <summary>The element of a part.</summary>
    /// <exception cref="ReportException">The part is of a type that pages do not know.</exception>
    public XElement Render(ReportPart part) => part switch
    {
        Paragraph paragraph => Element("p", paragraph.Text),
        Note note => Element("p", Class("note " + Tone(note.Tone)), note.Text),
        Headlines headlines => Element("dl", Class("headlines"), headlines.Items.Select(Render)),
        FactList facts => Element("dl", Class("facts"), facts.Facts.Select(fact =>
            Element("div", Element("dt", fact.Name), Element("dd", fact.Value)))),
        FigurePart { Figure.Chart: { } interactive } drawn => Render(interactive, drawn.Caption, Picture(drawn.Figure)),
        FigurePart drawn => Element("figure", Class("figure"), Element("p", Class("figure-title"), drawn.Figure.Title), Picture(drawn.Figure), Element("figcaption", drawn.Caption)),
        ChartPart chart => Render(chart.Chart, chart.Caption, null),
        NetworkDrawing drawing => Render(drawing),
        ReportTable table => Render(table),
        Gallery gallery => Element("div", Class(gallery.IsWide ? "gallery wide" : "gallery"), gallery.Pictures.Select(Render)),
        Folded folded => Element("details", Element("summary", folded.Summary), folded.Parts.Select(Render)),
        _ => throw new ReportException($"a page cannot show a part of type {part?.GetType().Name}"),
    };

    private static XElement Render(Headline headline) => Element("div",
        Element("dt", headline.Label),
        Element("dd",
            Element("span", Class("value"), headline.Value),
            headline.Unit.Length == 0 ? null : Element("span", Class("unit"), " " + headline.Unit),
            headline.Remark.Length == 0 ? null : Element("span", Class("remark"), headline.Remark)));

    private static XElement Render(GalleryPicture picture) => Element("figure",
        Element("img", new XAttribute("src", $"data:image/png;base64,{Convert.ToBase64String(picture.Png)}"), new XAttribute("alt", picture.Description)),
        Element("figcaption", picture.Caption));

    /// <summary>The script draws the chart; the picture is for readers without scripts.</summary>
    private static XElement Render(Chart chart, string caption, XElement? picture) => Element("figure", Class("figure"), new XAttribute("data-chart", ""),
        Element("p", Class("figure-title"), chart.Title),
        picture is null ? null : Element("noscript", picture),
        Element("script", new XAttribute("type", "application/json"), chart.ToJson()),
        Element("figcaption", caption));

    private XElement Render(NetworkDrawing drawing)
    {
        var id = $"{prefix}network-{++_networks}";
        return Element("figure", Class("figure network-figure"), new XAttribute("data-network", ""),
            Element("p", Class("figure-title"), drawing.Title),
            Element("div", Class("scroll"), new XAttribute("tabindex", "0"), new XAttribute("role", "group"), new XAttribute("aria-label", drawing.Title), NetworkSvg.Element(drawing, NetworkLayout.Wide, id), NetworkSvg.Element(drawing, NetworkLayout.Narrow, $"{id}-narrow")),
            Element("figcaption", "Each box is a block with its operations and the shape of one sample of its output; the darker it is, and the longer its bar, the more of the latency it takes. "
                + "A line over a box is a skip connection, a dashed line another connection that jumps over blocks. With the launch of the network, the shares add up to 100 %."));
    }

    private XElement Picture(Figure figure) => Element("div", Class("scroll"), new XAttribute("tabindex", "0"), new XAttribute("role", "group"),
        new XAttribute("aria-label", figure.Title), FigureStyle.Element(figure, ++_figures));

    /// <summary>The title is outside the scrolled area, so a phone shows all of it.</summary>
    private XElement Render(ReportTable table)
    {
        var id = $"{prefix}table-{++_tables}";
        return Element("div", Class("table"),
            Element("p", Class("table-title"), new XAttribute("id", id), table.Caption),
            Element("div", Class("scroll"), new XAttribute("tabindex", "0"), new XAttribute("role", "group"), new XAttribute("aria-labelledby", id),
                Element("table", Class(table.Columns.Length > DenseColumns ? "sortable dense" : "sortable"), new XAttribute("aria-labelledby", id),
                    Element("thead", Element("tr", table.Columns.Select(Header))),
                    Element("tbody", table.Rows.Select(row => Render(row, table))))));
    }

    private static XElement Header(Column column) => Element("th", new XAttribute("scope", "col"),
        column.IsNumeric ? Class("number") : null, Element("button", new XAttribute("type", "button"), column.Title));

    private static XElement Render(Row row, ReportTable table)
    {
        if (row.Cells.Length != table.Columns.Length)
            throw new ReportException($"table '{table.Caption}': a row has {row.Cells.Length} cells, not {table.Columns.Length}");
        return Element("tr", row.Id is { } id ? new XAttribute("id", id) : null, row.IsEmphasised ? Class("emphasis") : null, row.Cells.Select((cell, index) => Element(
            index == 0 ? "th" : "td",
            index == 0 ? new XAttribute("scope", "row") : null,
            table.Columns[index].IsNumeric ? Class("number") : null,
            cell.SortKey is { } key ? new XAttribute("data-key", key) : null,
            index == 0 ? Breakable(cell.Text) : cell.Text)));
    }

    /// <summary>Long names of layers and files break after their dots and slashes, and stay whole when they are copied.</summary>
    private static IEnumerable<object> Breakable(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i - 1] is not ('.' or '/' or '_') || !char.IsAsciiLetter(text[i]))
                continue;
            yield return text[start..i];
            yield return Element("wbr");
            start = i;
        }

        yield return text[start..];
    }

    private static string Tone(NoteTone tone) => tone switch
    {
        NoteTone.Good => "good",
        NoteTone.Bad => "bad",
        _ => "plain",
    };
}
