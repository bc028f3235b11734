using System.Xml.Linq;
using ISyNet.Reports.Charts;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>A chart in a page: drawn from the data beside it, and redrawn from what is pushed for its id.</summary>
internal static class ChartFigure
{
    /// <summary>The figure.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="chart">The chart; null while there is nothing to draw.</param>
    /// <param name="empty">What stands there until then.</param>
    /// <param name="caption">The line below it; none when null.</param>
    public static XElement Create(string id, Chart? chart, string empty, string? caption = null) => Element("figure",
        new XAttribute("id", id), chart is null ? null : new XAttribute("data-chart", ""),
        chart is null ? null : Element("script", new XAttribute("type", "application/json"), chart.ToJson()),
        Element("p", Class("empty"), chart is null ? null : new XAttribute("hidden", "hidden"), empty),
        caption is null ? null : Element("figcaption", caption));
}
