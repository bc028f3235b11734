using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>A page that cannot be shown, and what to do.</summary>
internal static class NoticePage
{
    public static Page Create(string title, string reason, string tab = "") => new(title, tab,
    [
        Element("p", Class("note bad"), reason),
        Element("p", Element("a", new System.Xml.Linq.XAttribute("href", "/"), "Back to the start")),
    ]);
}
