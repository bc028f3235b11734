using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using ISyNet.Reports;
using ISyNet.Search.Studies;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>Quantities of candidates as pages show them: everywhere the same units and digits.</summary>
internal static class Cells
{
    public const string None = Quantity.None;

    // As in dashboard.js.
    private const string Due = "any moment";

    /// <summary>A moment: absolute, in a form that the page turns into the reader's time.</summary>
    public static XElement Time(DateTimeOffset? time) => time is not { } at ? Element("span", None)
        : Element("time", new XAttribute("datetime", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)), Moment(at));

    /// <summary>A moment as text.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>How long ago a moment was; the page counts on.</summary>
    public static XElement Since(DateTimeOffset at, DateTimeOffset now) =>
        Element("time", Class("since"), new XAttribute("datetime", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)), Quantity.Span(now > at ? now - at : TimeSpan.Zero));

    /// <summary>How long it takes until a moment, as far as is known; the page counts on.</summary>
    public static XElement Left(DateTimeOffset due, DateTimeOffset now) =>
        Element("time", Class("left"), new XAttribute("datetime", due.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)), due > now ? $"about {Quantity.Span(due - now)}" : Due);

    /// <summary>Whether the worker of a running candidate still has it.</summary>
    public static string Lease(StudyCandidate candidate, DateTimeOffset now) => candidate.Lease?.ExpiresAt > now ? "held" : "expired: another worker may take it";

    /// <summary>The state of a candidate as a badge.</summary>
    public static XElement State(CandidateState state) => Badge(state.ToString().ToLowerInvariant());

    /// <summary>A state in words.</summary>
    public static XElement Badge(string state) => Element("span", Class($"badge {state.Replace(' ', '-')}"), state);

    /// <summary>A value that a form sends and does not show.</summary>
    public static XElement Hidden(string name, string value) => Element("input", new XAttribute("type", "hidden"), new XAttribute("name", name), new XAttribute("value", value));

    /// <summary>A link.</summary>
    public static XElement Link(string address, params object?[] content) => Element("a", new XAttribute("href", address), content);

    /// <summary>A table that scrolls on its own: a header per column, numeric ones marked, and the cells of each row.</summary>
    public static XElement Table(string caption, ImmutableArray<(string Title, bool IsNumeric)> columns, IEnumerable<ImmutableArray<object>> rows, string classes = "sortable")
    {
        var sortable = classes.Contains("sortable", StringComparison.Ordinal);
        return Titled(caption, Element("table", Class(classes), new XAttribute("aria-label", caption),
            Element("thead", Element("tr", columns.Select(column => Element("th", new XAttribute("scope", "col"), column.IsNumeric ? Class("number") : null,
                sortable ? Element("button", new XAttribute("type", "button"), column.Title) : column.Title)))),
            Element("tbody", rows.Select(row => Element("tr", row.Select((cell, index) => Element(index == 0 ? "th" : "td",
                index == 0 ? new XAttribute("scope", "row") : null, columns[index].IsNumeric ? Class("number") : null,
                cell is SortedCell sorted ? new XAttribute("data-key", sorted.Key.ToString("R", CultureInfo.InvariantCulture)) : null,
                cell is SortedCell { Content: var content } ? content : cell)))))));
    }

    /// <summary>A table under its title. The title is outside the scrolled area, so a phone shows all of it.</summary>
    public static XElement Titled(string title, XElement table) => Element("div", Class("table"),
        Element("p", Class("table-title"), title),
        Element("div", Class("scroll"), new XAttribute("tabindex", "0"), new XAttribute("role", "group"), new XAttribute("aria-label", title), table));
}

/// <summary>A cell that sorts by a number.</summary>
internal sealed record SortedCell(object Content, double Key);
