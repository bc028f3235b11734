using System.Collections.Immutable;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml.Linq;
using ISyNet.Dashboard.Live;
using ISyNet.Reports;
using ISyNet.Search;
using ISyNet.Search.Studies;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>The studies of the store, with their progress and best values. The best values need the candidates, so they are pushed when these are read.</summary>
internal static class StudiesPage
{
    private const string Id = "studies";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1), Trouble = TimeSpan.FromSeconds(2);

    public static async Task<Page> CreateAsync(StudyLibrary library, CancellationToken cancellation)
    {
        var reader = await library.ReaderAsync(null, cancellation);
        var studies = await reader.ListAsync(cancellation);
        return new Page("Studies", "/studies", [Table(studies, new Dictionary<string, StudySnapshot>()), Comparison(studies)]) { Subtitle = reader.Location, Events = "/studies/events" };
    }

    /// <summary>The table, whenever it differs from what the page has.</summary>
    public static async IAsyncEnumerable<SseItem<string>> WatchAsync(StudyLibrary library, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (sent, problem) = ("", "");
        var read = new Dictionary<string, StudySnapshot>(StringComparer.Ordinal);
        var seen = new Dictionary<string, StudySummary>(StringComparer.Ordinal);
        while (true)
        {
            var (html, trouble) = ("", "");
            try
            {
                var studies = await (await library.ReaderAsync(null, cancellation)).ListAsync(cancellation);
                // One study more each time, so that the page fills while large ones are read.
                if (studies.FirstOrDefault(s => !read.ContainsKey(s.Study.Name) || !Equals(seen.GetValueOrDefault(s.Study.Name)?.Counts, s.Counts)) is { } next && sent.Length > 0)
                {
                    read[next.Study.Name] = await library.ReadAsync(new StudyKey(null, next.Study.Name), cancellation);
                    seen[next.Study.Name] = next;
                }

                html = Fragment(Table(studies, read));
            }
            catch (ISyNetException error)
            {
                trouble = error.Message;
            }

            if (trouble != problem)
                yield return new SseItem<string>(JsonSerializer.Serialize(new { text = problem = trouble }), "problem");
            var isNews = html.Length > 0 && html != sent;
            if (isNews)
                yield return new SseItem<string>(JsonSerializer.Serialize(new { id = Id, html = sent = html }), "part");
            yield return new SseItem<string>("", "beat");
            await Task.Delay(trouble.Length > 0 ? Trouble : isNews ? Look / 5 : Look, cancellation);
        }
    }

    private static XElement Table(IReadOnlyList<StudySummary> studies, Dictionary<string, StudySnapshot> read) => Element("div", new XAttribute("id", Id), studies.Count == 0
        ? Element("p", Class("empty"), "This store has no study yet. Create one with ", Element("code", "isynet study create NAME"), " and run it with ", Element("code", "isynet study run NAME"), ".")
        : Cells.Table("Studies and their best candidates within all bounds.",
            [("Study", false), ("State", false), ("Finished", true), ("Failed", true), ("Best accuracy or score", true), ("Its latency (ms per image)", true), ("Space", false), ("Device", false), ("Strategy", false), ("Created", false)],
            studies.Select(summary =>
            {
                var (study, counts) = (summary.Study, summary.Counts);
                var snapshot = read.GetValueOrDefault(study.Name);
                var total = Math.Max(summary.Trials ?? 0, counts.Finished);
                var state = counts.Running > 0 ? "running" : counts.Total == 0 ? "new" : summary.Trials is { } asked && counts.Finished >= asked ? "done" : "not running";
                return ImmutableArray.Create<object>(
                    Cells.Link(Links.Study(new StudyKey(null, study.Name)), study.Name),
                    Cells.Badge(state),
                    new SortedCell(Element("span", Class("done"), string.Create(CultureInfo.InvariantCulture, $"{Quantity.Whole(counts.Finished)}{(summary.Trials is null ? "" : $" of {Quantity.Whole(total)}")}"),
                        summary.Trials is null ? null : Element("progress", new XAttribute("max", Math.Max(1, total)), new XAttribute("value", counts.Finished), new XAttribute("aria-label", $"Trials of {study.Name} finished"))), counts.Finished),
                    new SortedCell(Quantity.Whole(counts.Failed), counts.Failed),
                    snapshot is null ? Element("span", Class("loading"), counts.Complete == 0 ? Cells.None : "reading…") : Best(snapshot),
                    snapshot?.Best?.Evaluation!.Values.Find(Metric.LatencyMsPerImage) is { } latency ? new SortedCell(Quantity.Significant(latency), latency) : Cells.None,
                    StudyPage.Short(study.Spec.Space), StudyPage.Short(study.Spec.Device), study.Spec.Strategy, Cells.Time(study.CreatedAt));
            }), "plain"));

    private static object Best(StudySnapshot study) => study is { Quality: { } quality, Best: { } best }
        ? new SortedCell($"{Cells.Text(quality.Metric, best.Evaluation!.Values.Find(quality.Metric))}{(quality.Metric == Metric.Error ? " %" : "")}", best.Evaluation.Values.OrNaN(quality.Metric))
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
