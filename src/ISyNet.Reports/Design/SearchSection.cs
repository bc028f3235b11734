using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;
using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Reports.Design;

/// <summary>The search: the Pareto front and the trials behind it.</summary>
internal static class SearchSection
{
    private const int MaxRows = 500;

    /// <summary>The text of a genotype (docs/search-space.md), part by part.</summary>
    private static readonly ImmutableArray<Fact> Legend =
    [
        new("c3-i-i:e0.5:relu | …", "one stage; stages are joined by |, the parts of a stage by :, the operations of a block by -"),
        new("c1, c3, c5, …", "a convolution with a square kernel of this side"),
        new("f5", "a pair of convolutions with kernels 5x1 and 1x5"),
        new("i", "identity: no operation"),
        new("e0.5", "channels inside of the block, as a factor of the channels of the stage"),
        new("relu, linear, …", "the activation after the last operation; linear is none"),
        new("add, none, …", "how the skip connection around the block joins"),
        new("s2", "the stride of the first block of the stage"),
        new("d3", "depth: blocks of the stage"),
        new("w64", "width: channels of the stage"),
    ];

    public static Section? Create(DesignReportData data)
    {
        if (data.Search is not { } search || search.Candidates.Where(c => c.IsFinished).ToArray() is not { Length: > 0 } trials)
            return null;
        var (scale, front, best) = (QualityScale.FromStudy(search.Study), search.Front.ToHashSet(), search.Best);
        var listed = trials.Take(MaxRows).ToHashSet();
        var points = trials.Where(t => QualityOf(t, scale) is not null)
            .Select(t => new ParetoPoint(t.Evaluation!.Values.OrNaN(Metric.LatencyMsPerImage), QualityOf(t, scale)!.Value, front.Contains(t.Number), t == best)
            {
                Name = NameOf(t),
                Text = Describe(t),
                Link = listed.Contains(t) ? $"#{Id(t)}" : null,
            });
        return new Section("Search",
        [
            new FigurePart(ParetoFigure.Create([.. points], data.Settings.BudgetMsPerImage, data.SearchReferences.OrEmpty(), scale),
                scale.IsAccuracy
                    ? "Each point is a network that was judged on held-out training images; the test images played no part."
                    : "Each point is a network that was judged by a score; more is better. The test images played no part."),
            new ChartPart(Parallel(trials, front, best, scale, listed), "A line is a trial. Drag along an axis to select the trials that pass there; a click on the axis ends the selection."),
            .. Failures(search, trials.Length),
            Table("The Pareto front and the chosen network, by latency.", trials.Where(t => front.Contains(t.Number) || t == best)
                .OrderBy(t => t.Evaluation!.Values.OrNaN(Metric.LatencyMsPerImage)), scale, best),
            new Folded("How to read an architecture", [new FactList(Legend)]),
            new Folded(Summary(trials.Length, trials.Count(t => QualityOf(t, scale) is null)),
                [Table("All trials, in the order in which they were proposed.", trials.Take(MaxRows), scale, best, hasIds: true)]),
        ]);
    }

    /// <summary>What is shown of a trial, in this order.</summary>
    private static Metric[] Shown(QualityScale scale) => [Metric.Params, Metric.Macs, Metric.LatencyMsPerImage, Metric.Mem, scale.Objective.Metric];

    /// <summary>What a trial is judged by; null when it failed.</summary>
    private static double? QualityOf(StudyCandidate trial, QualityScale scale) =>
        trial.State == CandidateState.Complete && scale.Quality(trial.Evaluation!.Values.OrNaN(scale.Objective.Metric)) is var quality && !double.IsNaN(quality)
            ? quality : null;

    /// <summary>The trials over all that is known of them.</summary>
    private static ParallelChart Parallel(StudyCandidate[] trials, HashSet<int> front, StudyCandidate? best, QualityScale scale, HashSet<StudyCandidate> listed)
    {
        var judged = trials.Where(t => QualityOf(t, scale) is not null).ToArray();
        return new ParallelChart("What the trials trade", string.Create(CultureInfo.InvariantCulture, $"Parallel coordinates: size, work, latency, MEM and quality of {judged.Length} trials."),
            [.. Shown(scale).Select(metric => new MetricScale(metric).Axis)],
            [.. judged.Select(t => new ParallelLine(
                NameOf(t), [.. Shown(scale).Select(metric => new MetricScale(metric).Plotted(t.Evaluation!.Values.OrNaN(metric)))], t.Proposal.Genotype, listed.Contains(t) ? $"#{Id(t)}" : null)
            {
                Role = t == best ? ChartRole.Chosen : front.Contains(t.Number) ? ChartRole.Front : ChartRole.Trial,
            })]);
    }

    private static string NameOf(StudyCandidate trial) => string.Create(CultureInfo.InvariantCulture, $"trial {trial.Number}");

    private static string Describe(StudyCandidate trial)
    {
        var values = trial.Evaluation!.Values;
        return $"{trial.Proposal.Genotype}\n{Quantity.Count(values.OrNaN(Metric.Params))} parameters, {Quantity.Count(values.OrNaN(Metric.Macs))} MACs per image\nMEM {Quantity.Fraction(values.OrNaN(Metric.Mem))}";
    }

    private static string Summary(int trials, int failed)
    {
        var shown = trials > MaxRows ? string.Create(CultureInfo.InvariantCulture, $", of which the first {MaxRows} stand here") : "";
        var withFailures = failed > 0 ? $"; {Quantity.Whole(failed)} failed" : "";
        return $"All {Quantity.Whole(trials)} trials{shown}{withFailures}";
    }

    private static IEnumerable<ReportPart> Failures(StudyContents search, int trials)
    {
        if (!search.Failures.IsEmpty)
            yield return new Note($"Of {Quantity.Whole(trials)} trials {FailureReason.Describe(search.Failures)}.", NoteTone.Bad);
    }

    private static ReportTable Table(string caption, IEnumerable<StudyCandidate> trials, QualityScale scale, StudyCandidate? best, bool hasIds = false) => new(caption,
        [
            new("Trial"), new("Architecture", IsNumeric: false), .. Shown(scale).Select(metric => new Column(new MetricScale(metric).Title)), new("Time (s)"),
        ],
        [.. trials.Select(trial => new Row(Cells(trial, scale), trial == best) { Id = hasIds ? Id(trial) : null })]);

    /// <summary>Where a click on a trial's point leads: its row among all trials.</summary>
    private static string Id(StudyCandidate trial) => string.Create(CultureInfo.InvariantCulture, $"trial-{trial.Number}");

    private static ImmutableArray<Cell> Cells(StudyCandidate trial, QualityScale scale)
    {
        var (values, seconds) = (trial.Evaluation!.Values, trial.Evaluation.Seconds);
        var (parameters, macs) = (values.OrNaN(Metric.Params), values.OrNaN(Metric.Macs));
        var (latency, mem) = (values.OrNaN(Metric.LatencyMsPerImage), values.OrNaN(Metric.Mem));
        return
        [
            new(trial.Number.ToString(CultureInfo.InvariantCulture), trial.Number),
            trial.Proposal.Genotype,
            new(Quantity.Count(parameters), parameters),
            new(Quantity.Count(macs), macs),
            new(Quantity.Significant(latency), latency),
            new(Quantity.Fraction(mem), mem),
            QualityOf(trial, scale) is { } quality ? new Cell(scale.Cell(quality), quality) : "failed",
            new(Quantity.Significant(seconds), seconds),
        ];
    }
}
