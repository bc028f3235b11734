using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using ISyNet.Dashboard.Live;
using ISyNet.Reports;
using ISyNet.Reports.Html;
using ISyNet.Search;
using ISyNet.Search.Studies;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>A study: progress, workers, failures, charts and candidates.</summary>
internal static class StudyPage
{
    public static async Task<Page> CreateAsync(StudyLibrary library, StudyKey key, CandidateQuery query, TimeProvider clock, CancellationToken cancellation)
    {
        var study = await library.ReadAsync(key, cancellation);
        var design = StudyDesign.Open(study.Study.Spec);
        var parts = StudyParts.Render(key, study, clock.GetUtcNow());
        var elements = parts.Elements.ToDictionary(p => p.Id, p => p.Element);
        var charts = parts.Charts.ToDictionary(p => p.Id, p => p.Chart);
        var curves = StudyCharts.Curves(key, await StudyWatch.CurvesAsync(library, key, study, cancellation), study.Best?.Number);
        const string complete = "This chart appears with the first complete candidate.";
        return new Page(key.Name, key.Folder is null ? "/studies" : "/results",
        [
            design.Problem is { } problem ? Element("p", Class("note bad"), $"{char.ToUpperInvariant(problem[0])}{problem[1..]}: what needs it is left out of these pages.") : null,
            new(elements["progress"]),
            Grid(
                ChartFigure.Create("chart-front", charts["chart-front"], complete, "Press a point to open its candidate."),
                ChartFigure.Create("chart-hypervolume", charts["chart-hypervolume"], complete, "The reference point follows the worst values so far, so the curve of a running study may move.")),
            Section("Workers", StudyWorkers.Render(key, study, await library.WorkersAsync(key, cancellation), clock.GetUtcNow()), ChartFigure.Create("chart-timeline", charts["chart-timeline"], "No candidate was started yet.")),
            Section("Failures", new XElement(elements["failures"])),
            Section("Training", ChartFigure.Create("chart-curves", curves, "No candidate has a training curve yet.")),
            Section("What matters",
                ChartFigure.Create("chart-parallel", charts["chart-parallel"], "It takes three complete candidates with different results."),
                ChartFigure.Create("chart-importance", charts["chart-importance"], "It takes three complete candidates with different results.", "A gene that acts only together with others explains little alone.")),
            Section("Candidates", CandidateTable.Create(key, study, query)),
            Section("Specification", new PartRenderer().Render(new FactList(Facts(study)))),
        ])
        {
            Subtitle = Subtitle(study.Study.Spec),
            Events = Links.StudyEvents(key),
            Trail = Trail(key),
        };
    }

    /// <summary>The pages that lead to a study.</summary>
    public static ImmutableArray<(string, string)> Trail(StudyKey key) =>
        key.Folder is { } folder ? [("Results", "/results"), (folder, Links.Result(folder))] : [("Studies", "/studies")];

    /// <summary>What the study searches, in a line.</summary>
    public static string Subtitle(StudySpec spec) => string.Create(CultureInfo.InvariantCulture,
        $"{Short(spec.Space)} on {Short(spec.Device)}, batch {spec.Batch}, {(spec.BudgetLatencyMs is { } budget ? $"at most {Quantity.Significant(budget)} ms per image" : "no budget")}, {spec.Strategy}, seed {spec.Seed}");

    /// <summary>A name that may be a file, without its folder.</summary>
    public static string Short(string name) => name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal) ? name[(name.LastIndexOfAny(['/', '\\']) + 1)..] : name;

    private static ImmutableArray<Fact> Facts(StudySnapshot study)
    {
        var spec = study.Study.Spec;
        return
        [
            new("Space", spec.Space), new("Device", spec.Device), new("Input", spec.Input), new("Classes", Quantity.Whole(spec.Classes)),
            new("Strategy", $"{spec.Strategy}, batches of {spec.BatchSize}"),
            new("Objectives", string.Join("; ", spec.Objectives.Select(Describe))),
            .. spec.Evaluator.ToText().Select(setting => new Fact($"Evaluator: {setting.Key}", setting.Value)),
            new("Created", Cells.Moment(study.Study.CreatedAt)),
            .. study.Contents.Arithmetic.Select(arithmetic => new Fact("Arithmetic", arithmetic)),
        ];
    }

    private static string Describe(Objective objective) => $"{objective.Metric} ({(objective.Target ? objective.Minimize ? "least" : "most" : "reported")}"
        + (objective.UpperBound is { } upper ? $", at most {Quantity.Significant(upper)}" : "") + (objective.LowerBound is { } lower ? $", at least {Quantity.Significant(lower)}" : "") + ")";

    private static XElement Grid(params XElement[] figures) => Element("div", Class("grid"), figures);

    private static XElement Section(string title, params XElement[] content) => Element("section", Element("h2", title), content);
}
