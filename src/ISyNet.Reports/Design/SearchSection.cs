using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;
using ISyNet.Search;

namespace ISyNet.Reports.Design;

/// <summary>The search: the Pareto front and the trials behind it.</summary>
internal static class SearchSection
{
    private const int MaxRows = 500;

    public static Section? Of(DesignReportData data)
    {
        var trials = data.Trials.OrEmpty();
        if (trials.IsEmpty)
            return null;
        var points = trials.Where(t => t.Quality is not null)
            .Select(t => new ParetoPoint(t.LatencyMsPerImage, t.Quality!.Value, t.OnFront, t.IsChosen)).ToImmutableArray();
        var front = trials.Where(t => t.OnFront || t.IsChosen).ToImmutableArray();
        return new Section("Search",
        [
            new FigurePart(ParetoFigure.Create(points, data.Settings.BudgetMsPerImage, data.SearchReferences.OrEmpty(), data.Quality),
                data.Quality.IsAccuracy
                    ? "Each point is a network that was evaluated on held-out training images; the test images were not used."
                    : "Each point is a network with a score; larger is better. The test images were not used."),
            .. Failures(trials),
            Table("The Pareto front and the chosen network.", front, data.Quality),
            new Folded(Summary(trials),
                [Table("All trials, in the order in which they were proposed.", [.. trials.Take(MaxRows)], data.Quality)]),
        ]);
    }

    private static string Summary(ImmutableArray<TrialSummary> trials)
    {
        var failed = trials.Count(t => t.Quality is null);
        var shown = trials.Length > MaxRows ? string.Create(CultureInfo.InvariantCulture, $", of which the first {MaxRows} stand here") : "";
        var withFailures = failed > 0 ? $"; {Quantity.Whole(failed)} failed" : "";
        return $"All {Quantity.Whole(trials.Length)} trials{shown}{withFailures}";
    }

    private static IEnumerable<ReportPart> Failures(ImmutableArray<TrialSummary> trials)
    {
        var reasons = FailureReason.Group(trials.Where(t => t.Error is not null).Select(t => (t.Number, t.Error!)));
        if (!reasons.IsEmpty)
            yield return new Note($"Of {Quantity.Whole(trials.Length)} trials {FailureReason.Describe(reasons)}.", NoteTone.Bad);
    }

    private static ReportTable Table(string caption, ImmutableArray<TrialSummary> trials, QualityScale scale) => new(caption,
        [
            new("Trial"), new("Architecture", IsNumeric: false), new("Parameters"), new("MACs per image"),
            new("Latency (ms per image)"), new("MEM"), new(scale.Name), new("Time (s)"),
        ],
        [.. trials.Select(trial => new Row(
            [
                new(trial.Number.ToString(CultureInfo.InvariantCulture), trial.Number),
                trial.Architecture,
                new(Quantity.Count(trial.Params), trial.Params),
                new(Quantity.Count(trial.Macs), trial.Macs),
                new(Quantity.Significant(trial.LatencyMsPerImage), trial.LatencyMsPerImage),
                new(Quantity.Fraction(trial.Mem), trial.Mem),
                trial.Quality is { } quality ? new Cell(scale.Text(quality), quality) : "failed",
                new(Quantity.Significant(trial.Seconds), trial.Seconds),
            ],
            trial.IsChosen))]);
}
