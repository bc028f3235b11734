using System.Collections.Immutable;
using System.Xml.Linq;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>A page: what stands between the navigation and the footer.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Tab">The address of the tab that it belongs to.</param>
/// <param name="Content">Its content after the heading.</param>
internal sealed record Page(string Title, string Tab, ImmutableArray<XElement?> Content)
{
    /// <summary>One line under the heading; none when null.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Where its parts are pushed from; nowhere when null.</summary>
    public string? Events { get; init; }

    /// <summary>The pages that lead to it, each with its address.</summary>
    public ImmutableArray<(string Title, string Address)> Trail { get; init; } = [];
}

/// <summary>The frame that all pages share: head, skip link, navigation, status line, footer.</summary>
/// <param name="tabs">The tabs of the navigation.</param>
internal sealed class PageFrame(ImmutableArray<(string Title, string Address)> tabs)
{
    private const string Arriving = "This page is kept up to date while it is open.";

    public string Render(Page page) => Write(Element("html", new XAttribute("lang", "en"), Head(page.Title), Body(page)));

    private static XElement Head(string title) => Element("head",
        Element("meta", new XAttribute("charset", "utf-8")),
        Element("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
        Element("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
        Element("title", $"{title} · ISyNet"),
        Element("link", new XAttribute("rel", "icon"), new XAttribute("href", AssetFiles.Address("icon.svg")), new XAttribute("type", "image/svg+xml")),
        AssetFiles.Styles.Select(name => Element("link", new XAttribute("rel", "stylesheet"), new XAttribute("href", AssetFiles.Address(name)))),
        AssetFiles.Scripts.Select(name => Element("script", new XAttribute("src", AssetFiles.Address(name)), new XAttribute("defer", "defer"))));

    private XElement Body(Page page) => Element("body",
        page.Events is { } events ? new XAttribute("data-events", events) : null,
        Element("a", Class("skip"), new XAttribute("href", "#main"), "Skip to the content"),
        Element("header", Class("bar"),
            Element("a", Class("brand"), new XAttribute("href", "/"), "ISyNet"),
            Element("nav", new XAttribute("aria-label", "Main"), Element("ul", tabs.Select(tab => Element("li",
                Element("a", new XAttribute("href", tab.Address), tab.Address == page.Tab ? new XAttribute("aria-current", "page") : null, tab.Title))))),
            page.Events is null ? null : Element("p", Class("live"), new XAttribute("id", "live"), new XAttribute("data-state", "waiting"), "connecting")),
        Element("main", new XAttribute("id", "main"), new XAttribute("tabindex", "-1"),
            page.Trail.IsEmpty ? null : Element("nav", Class("trail"), new XAttribute("aria-label", "Breadcrumb"),
                Element("ol", page.Trail.Select(step => Element("li", Element("a", new XAttribute("href", step.Address), step.Title))))),
            Element("h1", page.Title),
            page.Subtitle is null ? null : Element("p", Class("subtitle"), page.Subtitle),
            Element("p", new XAttribute("id", "problem"), Class("note bad"), new XAttribute("role", "alert"), new XAttribute("hidden", "hidden")),
            page.Content),
        Element("p", new XAttribute("id", "announcement"), Class("unseen"), new XAttribute("role", "status")),
        Element("footer", Element("p", page.Events is null ? "ISyNet for .NET" : $"ISyNet for .NET. {Arriving}")));
}
