using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using ISyNet.Dashboard.Live;
using ISyNet.Reports;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;
using ISyNet.Search;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>
/// The parts of a study's page that change while it runs: each an element with an id, and each chart. They are rendered once for a snapshot, for the page and for all who watch.
/// </summary>
internal sealed class StudyParts
{
    private const int MostNumbers = 12;
    private static readonly ConditionalWeakTable<StudySnapshot, Lazy<StudyParts>> Rendered = [];

    private StudyParts(ImmutableArray<(string Id, XElement Element)> elements, ImmutableArray<(string Id, Chart? Chart)> charts)
    {
        Elements = elements;
        Charts = charts;
    }

    /// <summary>The elements, each with its id.</summary>
    public ImmutableArray<(string Id, XElement Element)> Elements { get; }

    /// <summary>The charts, each with its id; null while there is nothing to draw.</summary>
    public ImmutableArray<(string Id, Chart? Chart)> Charts { get; }

    /// <summary>The parts of a snapshot.</summary>
    public static StudyParts Render(StudyKey key, StudySnapshot study, DateTimeOffset now) => Rendered.GetValue(study, _ => new(() => Create(key, study, now))).Value;

    private static StudyParts Create(StudyKey key, StudySnapshot study, DateTimeOffset now)
    {
        var design = StudyDesign.Open(study.Study.Spec);
        var importances = StudyCharts.Importances(study, design);
        return new StudyParts(
            [("progress", Progress(study, now)), ("failures", Failures(key, study))],
            [
                ("chart-front", StudyCharts.Front(key, study)), ("chart-hypervolume", StudyCharts.Hypervolume(study)), ("chart-parallel", StudyCharts.Parallel(key, study, design, importances)),
                ("chart-importance", StudyCharts.Importance(study, importances)), ("chart-timeline", StudyCharts.Timeline(key, study, now)),
            ]);
    }

    /// <summary>The state of the study and its key figures.</summary>
    private static XElement Progress(StudySnapshot study, DateTimeOffset now)
    {
        var (counts, state, rate) = (study.Counts, study.State(now), study.RatePerHour(now));
        var total = Math.Max(study.Trials ?? 0, counts.Finished);
        var left = study.Trials is { } asked && rate is > 0 && state == "running" ? TimeSpan.FromHours((asked - counts.Finished) / rate.Value) : (TimeSpan?)null;
        var best = study.Best;
        return Element("div", new XAttribute("id", "progress"),
            new XAttribute("data-announce", string.Create(CultureInfo.InvariantCulture, $"{counts.Finished}{(study.Trials is { } of ? $" of {of}" : "")} trials finished, {state}")),
            Element("p", Class("state"), Cells.Badge(state),
                study.Trials is null ? null : Element("progress", new XAttribute("max", Math.Max(1, total)), new XAttribute("value", counts.Finished), new XAttribute("aria-label", "Trials finished"))),
            new PartRenderer().Render(new Headlines(
            [
                new("Trials finished", Quantity.Whole(counts.Finished), study.Trials is null ? "" : $"of {Quantity.Whole(total)}",
                    string.Create(CultureInfo.InvariantCulture, $"{counts.Complete} complete, {counts.Failed} failed, {counts.Running} running, {counts.Waiting} waiting")),
                new("Rate", rate is { } perHour ? Quantity.Significant(perHour) : Cells.None, "trials per hour", "of the last 20 finished trials"),
                new("Time left", left is { } span ? Quantity.Span(span) : Cells.None, "",
                    state == "done" ? "all trials are finished" : study.Trials is null ? "its runs did not say how many trials they want" : state == "running" ? "at this rate" : "no worker runs it now"),
                .. study.Quality is { } quality ? [new Headline($"Best: {new MetricScale(quality.Metric).Label}", new MetricScale(quality.Metric).Text(best?.Evaluation!.Values.Find(quality.Metric)), new MetricScale(quality.Metric).Unit ?? "",
                    best is null ? "no candidate is complete within the bounds yet" : string.Create(CultureInfo.InvariantCulture, $"candidate {best.Number}"))] : Array.Empty<Headline>(),
                new("Latency of the best", new MetricScale(Metric.LatencyMsPerImage).Text(best?.Evaluation!.Values.Find(Metric.LatencyMsPerImage)), "ms",
                    study.Study.Spec.BudgetLatencyMs is { } budget ? $"per image, predicted; budget {Quantity.Significant(budget)} ms" : "per image, predicted; no budget"),
            ])));
    }

    private static XElement Failures(StudyKey key, StudySnapshot study) => Element("div", new XAttribute("id", "failures"), study.Failures.IsEmpty
        ? Element("p", Class("empty"), "No candidate failed.")
        : Cells.Table("Failed candidates by reason; messages that differ only in numbers and names are one reason.", [("Failed", true), ("Reason", false), ("Candidates", false)],
            study.Failures.Select(reason => ImmutableArray.Create<object>(
                Number(reason.Numbers.Length), reason.Error,
                Element("span", reason.Numbers.Take(MostNumbers).Select((number, i) => new object[] { i == 0 ? "" : ", ", Cells.Link(Links.Candidate(key, number), Number(number)) }),
                    reason.Numbers.Length > MostNumbers ? ", …" : null))), "plain"));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
