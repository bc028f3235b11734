using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using ISyNet.Dashboard.Live;
using ISyNet.Reports;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;
using ISyNet.Search.Studies;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>The parts of a candidate's page that change while it waits and runs: each an element with an id.</summary>
internal static class CandidateResult
{
    /// <summary>The parts, each with its id.</summary>
    public static ImmutableArray<(string Id, XElement Element)> Parts(StudySnapshot study, StudyCandidate candidate, DateTimeOffset now) =>
        [("result", Result(study, candidate, now)), ("evaluation", Element("div", new XAttribute("id", "evaluation"), new PartRenderer().Render(new FactList(Facts(candidate, now)))))];

    private static XElement Result(StudySnapshot study, StudyCandidate candidate, DateTimeOffset now) => Element("div",
        new XAttribute("id", "result"), new XAttribute("data-announce", $"candidate {Text(candidate.Number)}: {candidate.State.ToString().ToLowerInvariant()}"),
        Element("p", Class("state"), Cells.State(candidate.State),
            candidate.Number == study.Best?.Number ? Element("span", Class("badge best"), "best") : null, study.Front.Contains(candidate.Number) ? Element("span", Class("badge front"), "front") : null),
        candidate.State == CandidateState.Waiting ? Element("p", "It waits for a worker.") : null,
        candidate is { Lease: { } lease, StartedAt: { } started } ? Element("p", $"Evaluated by {lease.Owner.Name} for ", Cells.Since(started, now), $", attempt {Text(candidate.Attempts)}; the lease is {Cells.Lease(candidate, now)}.") : null,
        candidate.Evaluation?.Error is { } error ? Element("p", Class("note bad"), error) : null,
        new PartRenderer().Render(new Headlines([.. study.Study.Spec.Objectives.Select(o =>
            new Headline(new MetricScale(o.Metric).Title, new MetricScale(o.Metric).Text(candidate.Evaluation?.Values.Find(o.Metric)), "", o.UpperBound is { } upper ? $"at most {Quantity.Significant(upper)}" : ""))])));

    private static ImmutableArray<Fact> Facts(StudyCandidate candidate, DateTimeOffset now) =>
    [
        new("Seed", candidate.Proposal.Seed.ToString(CultureInfo.InvariantCulture)), new("Attempts", Text(candidate.Attempts)),
        .. candidate.StartedAt is { } started ? [new Fact("Started", Cells.Moment(started))] : Array.Empty<Fact>(),
        .. candidate.FinishedAt is { } finished ? [new Fact("Finished", Cells.Moment(finished))] : Array.Empty<Fact>(),
        .. candidate.Evaluation is { } evaluation ? [new Fact("Time", $"{Quantity.Significant(evaluation.Seconds)} s")] : Array.Empty<Fact>(),
        .. candidate.Lease is { } lease ? [new Fact("Worker", lease.Owner.Name), new Fact("Lease", Cells.Lease(candidate, now))] : Array.Empty<Fact>(),
        .. candidate.Conditions is { } at ?
        [
            new Fact("Machine", at.Machine), new Fact("System", $"{at.System}, {at.Runtime}"), new Fact("Cores", Text(at.Cores)), new Fact("Workers of the process", Text(at.Workers)),
            .. at.Load is { } load ? [new Fact("Load of the machine", Quantity.Significant(load))] : Array.Empty<Fact>(),
            .. at.Arithmetic is { } arithmetic ? [new Fact("Arithmetic", arithmetic)] : Array.Empty<Fact>(),
        ] : Array.Empty<Fact>(),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
