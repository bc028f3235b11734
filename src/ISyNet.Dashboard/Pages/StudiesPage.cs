using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using ISyNet.Dashboard.Live;
using ISyNet.Reports;
using ISyNet.Reports.Figures;
using ISyNet.Search;
using ISyNet.Search.Studies;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>The studies of the store, with their progress and best values. The best values are pushed (<see cref="StudiesWatch"/>).</summary>
internal static class StudiesPage
{
    /// <summary>The id of the table.</summary>
    public const string Id = "studies";

    public static async Task<Page> CreateAsync(StudyLibrary library, TimeProvider clock, CancellationToken cancellation)
    {
        var reader = await library.ReaderAsync(null, cancellation);
        var studies = await reader.ListAsync(cancellation);
        return new Page("Studies", "/studies", [Table(studies, _ => null, clock.GetUtcNow()), Comparison(studies)]) { Subtitle = reader.Location, Events = "/studies/events" };
    }

    /// <summary>The table; what is not known of a study is being read.</summary>
    public static XElement Table(IReadOnlyList<StudySummary> studies, Func<string, StudySnapshot?> read, DateTimeOffset now) => Element("div", new XAttribute("id", Id), studies.Count == 0
        ? Element("p", Class("empty"), "This store has no study yet. Create one with ", Element("code", "isynet study create NAME"), " and run it with ", Element("code", "isynet study run NAME"), ".")
        : Cells.Table("Studies and their best candidates within all bounds.",
            [("Study", false), ("State", false), ("Finished", true), ("Failed", true), ("Best accuracy or score", true), ("Its latency (ms per image)", true), ("Space", false), ("Device", false), ("Strategy", false), ("Created", false)],
            studies.Select(summary =>
            {
                var (study, counts) = (summary.Study, summary.Counts);
                var snapshot = read(study.Name);
                var total = Math.Max(summary.Trials ?? 0, counts.Finished);
                return ImmutableArray.Create<object>(
                    Cells.Link(Links.Study(new StudyKey(null, study.Name)), study.Name),
                    Cells.Badge(StudySnapshot.State(counts, summary.Trials, snapshot?.IsLive(now) ?? counts.Running > 0)),
                    new SortedCell(Element("span", Class("done"), string.Create(CultureInfo.InvariantCulture, $"{Quantity.Whole(counts.Finished)}{(summary.Trials is null ? "" : $" of {Quantity.Whole(total)}")}"),
                        summary.Trials is null ? null : Element("progress", new XAttribute("max", Math.Max(1, total)), new XAttribute("value", counts.Finished), new XAttribute("aria-label", $"Trials of {study.Name} finished"))), counts.Finished),
                    new SortedCell(Quantity.Whole(counts.Failed), counts.Failed),
                    snapshot is null ? Element("span", Class("loading"), counts.Complete == 0 ? Cells.None : "reading…") : Best(snapshot),
                    snapshot?.Best?.Evaluation!.Values.Find(Metric.LatencyMsPerImage) is { } latency ? new SortedCell(Quantity.Significant(latency), latency) : Cells.None,
                    StudyPage.Short(study.Spec.Space), StudyPage.Short(study.Spec.Device), study.Spec.Strategy, Cells.Time(study.CreatedAt));
            }), "plain"));

    private static object Best(StudySnapshot study) => study is { Quality: { } quality, Best: { } best }
        ? new SortedCell($"{new MetricScale(quality.Metric).Text(best.Evaluation!.Values.Find(quality.Metric))} {new MetricScale(quality.Metric).Unit}".TrimEnd(), best.Evaluation.Values.OrNaN(quality.Metric))
        : Cells.None;

    private static XElement? Comparison(IReadOnlyList<StudySummary> studies)
    {
        if (studies.Count < 2)
            return null;
        XElement Choice(string label, int chosen) => Element("label", $"{label} ", Element("select", new XAttribute("name", Links.StudyParameter), studies.Select((s, i) =>
            Element("option", new XAttribute("value", new StudyKey(null, s.Study.Name).ToString()), i == chosen ? new XAttribute("selected", "selected") : null, s.Study.Name))));
        return Element("section", Element("h2", "Compare two studies"),
            Element("form", Class("filters"), new XAttribute("action", "/compare/studies"), new XAttribute("method", "get"), Choice("First", 0), Choice("Second", 1),
                Element("button", new XAttribute("type", "submit"), "Compare")));
    }
}
