using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using ISyNet.Dashboard.Live;
using ISyNet.Reports;
using ISyNet.Reports.Figures;
using ISyNet.Search.Studies;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>The table of candidates: filtered, sorted and paged by the server. Its form and links work without scripts, too.</summary>
internal static class CandidateTable
{
    private const int LongestGenotype = 160;

    /// <summary>The form and the table.</summary>
    public static XElement Create(StudyKey key, StudySnapshot study, CandidateQuery query) => Element("div", new XAttribute("id", "candidates"), Form(key, query), Rows(key, study, query));

    /// <summary>The table alone.</summary>
    public static XElement Rows(StudyKey key, StudySnapshot study, CandidateQuery query)
    {
        var (rows, found) = query.Apply(study);
        var (front, best) = (study.Front.ToHashSet(), study.Best?.Number);
        var page = Math.Min(query.Page, CandidateQuery.Pages(found));
        var caption = found == 0 ? "No candidates" : string.Create(CultureInfo.InvariantCulture, $"Candidates {((page - 1) * CandidateQuery.PageSize) + 1} to {((page - 1) * CandidateQuery.PageSize) + rows.Length} of {Quantity.Whole(found)}");
        return Element("div", new XAttribute("id", "rows"),
            rows.IsEmpty
                ? Element("p", Class("empty"), study.Started.IsEmpty ? "No candidate was started yet. This page fills as soon as a worker runs the study." : "No candidate matches these filters.")
                : Table(key, study, query, rows, caption, front, best),
            Pager(key, query, page, CandidateQuery.Pages(found)));
    }

    private static XElement Form(StudyKey key, CandidateQuery query) => Element("form", Class("filters"), new XAttribute("action", "/study"), new XAttribute("method", "get"), new XAttribute("role", "search"), new XAttribute("aria-label", "Candidates"),
        Cells.Hidden(Links.StudyParameter, key.ToString()), Cells.Hidden("sort", query.Sort), query.IsDescending ? Cells.Hidden("desc", "1") : null,
        Element("label", "State ", Element("select", new XAttribute("name", "state"),
            Choice("", "any", query.State is null), Choice("complete", "complete", query.State == CandidateState.Complete),
            Choice("failed", "failed", query.State == CandidateState.Failed), Choice("running", "running", query.State == CandidateState.Running))),
        Element("label", "Genotype or error contains ", Element("input", new XAttribute("type", "search"), new XAttribute("name", "q"), new XAttribute("value", query.Text), new XAttribute("maxlength", "200"))),
        Element("label", Class("check"), Element("input", new XAttribute("type", "checkbox"), new XAttribute("name", "front"), new XAttribute("value", "1"), query.OnFront ? new XAttribute("checked", "checked") : null), " only the Pareto front"),
        Element("button", new XAttribute("type", "submit"), "Filter"));

    private static XElement Table(
        StudyKey key, StudySnapshot study, CandidateQuery query, ImmutableArray<StudyCandidate> rows, string caption, HashSet<int> front, int? best)
    {
        var objectives = study.Study.Spec.Objectives.Select(o => o.Metric).ToArray();
        XElement Header(string title, string sort, bool number = true) => Element("th", new XAttribute("scope", "col"), number ? Class("number") : null,
            query.Sort == sort ? new XAttribute("aria-sort", query.IsDescending ? "descending" : "ascending") : null,
            Element("a", new XAttribute("data-rows", ""), new XAttribute("href", $"{Links.Study(key)}{query.ToParameters(sort)}#candidates"), title));
        return Cells.Titled(caption,
            Element("table", new XAttribute("aria-label", "Candidates"),
                Element("thead", Element("tr",
                    Header("Number", CandidateQuery.Number), Element("th", new XAttribute("scope", "col"), "State"), objectives.Select(metric => Header(new MetricScale(metric).Title, metric.Name)),
                    Header("Time (s)", CandidateQuery.Seconds), Element("th", new XAttribute("scope", "col"), "Genotype or error"))),
                Element("tbody", rows.Select(c => Element("tr", c.Number == best ? Class("emphasis") : null,
                    Element("th", new XAttribute("scope", "row"), Class("number"), Cells.Link(Links.Candidate(key, c.Number), c.Number.ToString(CultureInfo.InvariantCulture))),
                    Element("td", Cells.State(c.State), c.Number == best ? Element("span", Class("badge best"), "best") : null, front.Contains(c.Number) ? Element("span", Class("badge front"), "front") : null),
                    objectives.Select(metric => Element("td", Class("number"), new MetricScale(metric).Text(c.Evaluation?.Values.Find(metric)))),
                    Element("td", Class("number"), c.Evaluation is { } evaluation ? Quantity.Significant(evaluation.Seconds) : Cells.None),
                    Element("td", c.Evaluation?.Error is { } error ? Short(error) : Element("code", Short(c.Proposal.Genotype))))))));
    }

    private static XElement? Pager(StudyKey key, CandidateQuery query, int page, int pages)
    {
        XElement Step(string title, int to) => to < 1 || to > pages || to == page
            ? Element("span", new XAttribute("aria-disabled", "true"), title)
            : Element("a", new XAttribute("data-rows", ""), new XAttribute("href", $"{Links.Study(key)}{query.ToParameters(page: to)}#candidates"), title);
        return pages == 1 ? null : Element("nav", Class("pager"), new XAttribute("aria-label", "Pages of candidates"),
            Step("First", 1), Step("Previous", page - 1), Element("span", string.Create(CultureInfo.InvariantCulture, $"page {page} of {pages}")), Step("Next", page + 1), Step("Last", pages));
    }

    private static string Short(string text) => text.Length > LongestGenotype ? text[..LongestGenotype] + "…" : text;

    private static XElement Choice(string value, string title, bool isChosen) => Element("option", new XAttribute("value", value), isChosen ? new XAttribute("selected", "selected") : null, title);
}
