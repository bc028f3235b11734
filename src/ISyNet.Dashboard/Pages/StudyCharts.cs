using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Dashboard.Live;
using ISyNet.Reports;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Figures;
using ISyNet.Search;
using ISyNet.Search.Importance;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;

namespace ISyNet.Dashboard.Pages;

/// <summary>The charts of a study. A chart of many candidates shows the front and an even sample of the others, and says so.</summary>
internal static class StudyCharts
{
    private const int MostPoints = 2000, MostLines = 400, MostAnalysed = 4000, MostAxes = 8, MostBars = 15, MostSpans = 1500, MostLanes = 40;

    /// <summary>The Pareto front: quality against latency, with the budget.</summary>
    public static Chart? Front(StudyKey key, StudySnapshot study)
    {
        if (study.Quality is not { } quality || study.Best is not { } best)
            return null;
        var front = study.Front.ToHashSet();
        var complete = study.Started.Where(c => c.State == CandidateState.Complete).ToArray();
        var others = Sample(complete.Where(c => !front.Contains(c.Number)).ToArray(), MostPoints);
        var scale = QualityScale.FromStudy(study.Study);
        ParetoPoint Point(StudyCandidate c) => new(c.Evaluation!.Values.OrNaN(Metric.LatencyMsPerImage), scale.Quality(c.Evaluation.Values.OrNaN(quality.Metric)), front.Contains(c.Number), c == best)
        {
            Name = Name(c),
            Text = c.Proposal.Genotype,
            Link = Links.Candidate(key, c.Number),
        };
        var chart = (PlaneChart)ParetoFigure.Create([.. others.Select(Point), .. study.Front.Select(number => Point(study.Find(number)!)), .. front.Contains(best.Number) ? [] : new[] { Point(best) }],
            study.Study.Spec.BudgetLatencyMs, [], scale).Chart!;
        return chart with
        {
            Series = [.. chart.Series.Select(s => s.Role == ChartRole.Chosen ? s with { Candidate = best.Number } : s), .. Named(study, best).Select(c => new ChartSeries(Name(c),
                [new ChartPoint(c.Evaluation!.Values.OrNaN(Metric.LatencyMsPerImage), scale.Factor * scale.Quality(c.Evaluation.Values.OrNaN(quality.Metric)), Name(c), c.Proposal.Genotype, Links.Candidate(key, c.Number))]) { Candidate = c.Number })],
            Title = "Pareto front",
            Description = string.Create(CultureInfo.InvariantCulture, $"{scale.Title} against predicted latency: {front.Count} of {complete.Length} candidates are on the front; the best is candidate {best.Number}.{Shown(others.Length, complete.Length - front.Count)}"),
        };
    }

    /// <summary>The hypervolume of the targets against finished candidates.</summary>
    public static Chart? Hypervolume(StudySnapshot study) => study.HypervolumeSteps is { IsEmpty: false } steps
        ? new PlaneChart(
            "Hypervolume",
            string.Create(CultureInfo.InvariantCulture, $"Part of the space of the targets that the candidates dominate, after each evaluation: {steps[^1].Hypervolume:0.000} after {steps[^1].Evaluations}. 1 is the box from the best values to the reference point of this study so far."),
            new ChartAxis("Finished candidates") { IsWhole = true, Min = 0 }, new ChartAxis("Hypervolume") { Min = 0, Max = 1 },
            [new ChartSeries("Hypervolume", [new ChartPoint(0, 0), .. steps.Select(s => new ChartPoint(s.Evaluations, s.Hypervolume))]) { Role = ChartRole.Front, Line = ChartLine.Steps }])
        : null;

    /// <summary>The training curves of the running candidates, the best one and the last ones.</summary>
    public static Chart? Curves(StudyKey key, IReadOnlyList<(StudyCandidate Candidate, IReadOnlyList<CurvePoint> Curve)> curves, int? best)
    {
        var shown = curves.Where(c => c.Curve.Count > 0).ToArray();
        if (shown.Length == 0)
            return null;
        var accuracy = shown.Any(c => c.Curve.Any(p => p.HeldOutError is not null));
        double Value(CurvePoint point) => accuracy ? 100 * (1 - (point.HeldOutError ?? double.NaN)) : point.TrainLoss;
        return new PlaneChart(
            "Training curves",
            string.Create(CultureInfo.InvariantCulture, $"{(accuracy ? "Accuracy on held-out images" : "Training loss")} by epochs of {shown.Length} candidates: those that run, the best one and the last ones."),
            new ChartAxis("Epochs") { Min = 0 }, accuracy ? new ChartAxis("Held-out accuracy", "%") : new ChartAxis("Training loss"),
            [.. shown.Select(c => new ChartSeries($"{Name(c.Candidate)}{(c.Candidate.Number == best ? " (best)" : c.Candidate.IsFinished ? "" : " (running)")}",
                [.. c.Curve.Where(p => double.IsFinite(Value(p))).Select(p => new ChartPoint(p.Epoch, Value(p), Text: string.Create(CultureInfo.InvariantCulture, $"{p.Seconds:0.0} s, loss {p.TrainLoss:0.000}"), Link: Links.Candidate(key, c.Candidate.Number)))])
            {
                Role = c.Candidate.Number == best ? ChartRole.Chosen : ChartRole.Named,
                Candidate = c.Candidate.Number,
                Line = ChartLine.Straight,
                IsDashed = !c.Candidate.IsFinished,
            })]);
    }

    /// <summary>The importance of every gene for the quality, the largest first; empty while too little is known.</summary>
    public static ImmutableArray<GeneImportance> Importances(StudySnapshot study, StudyDesign design)
    {
        if (design.Space is not { } space || study.Quality is not { } quality)
            return [];
        var judged = study.Started.Where(c => c.State == CandidateState.Complete && double.IsFinite(c.Evaluation!.Values.OrNaN(quality.Metric))).ToArray();
        return GeneImportance.Compute(space, [.. Sample(judged, MostAnalysed).Select(c => (Genotype: Parse(space, c), Value: c.Evaluation!.Values[quality.Metric])).Where(c => c.Genotype is not null).Select(c => (c.Genotype!, c.Value))]);
    }

    /// <summary>The importance of the genes for the quality.</summary>
    public static Chart? Importance(StudySnapshot study, ImmutableArray<GeneImportance> all)
    {
        if (all.IsEmpty || study.Quality is not { } quality)
            return null;
        var shown = all.Take(MostBars).ToArray();
        return new BarChart(
            "Importance of the genes",
            $"Part of the variance of {Words(quality.Metric)} that the choice of one gene explains alone (epsilon squared). The {shown.Length} largest of {all.Length}; the first is {GeneName(shown[0])}.",
            new ChartAxis("Explained variance", "%") { Min = 0 }, [new BarPart("Explained variance")],
            [.. shown.Select(i => new ChartBar(GeneName(i), [100 * i.Share], string.Join('\n', i.MeanByOption.Select((mean, option) => (mean, option)).Where(o => double.IsFinite(o.mean))
                .Select(o => $"{i.Gene.Options[o.option]}: {new MetricScale(quality.Metric).Text(o.mean)}"))))]);
    }

    /// <summary>The most important genes, latency and quality of candidates as parallel coordinates.</summary>
    public static Chart? Parallel(StudyKey key, StudySnapshot study, StudyDesign design, ImmutableArray<GeneImportance> all)
    {
        if (all.IsEmpty || study.Quality is not { } quality)
            return null;
        var genes = all.Take(MostAxes).OrderBy(i => i.Position).ToArray();
        var (front, best, named) = (study.Front.ToHashSet(), study.Best?.Number, Named(study, study.Best).Select(c => c.Number).ToHashSet());
        var complete = study.Started.Where(c => c.State == CandidateState.Complete).ToArray();
        var others = complete.Where(c => !front.Contains(c.Number)).ToArray();
        var shown = Sample(others, MostLines).Concat(complete.Where(c => front.Contains(c.Number) || named.Contains(c.Number))).DistinctBy(c => c.Number).ToArray();
        var lines = shown.Select(c => (Candidate: c, Genotype: Parse(design.Space!, c))).Where(c => c.Genotype is not null).Select(c => new ParallelLine(
            Name(c.Candidate),
            [
                .. genes.Select(gene => (double)c.Genotype!.Choices[gene.Position]),
                c.Candidate.Evaluation!.Values.OrNaN(Metric.LatencyMsPerImage), new MetricScale(quality.Metric).Plotted(c.Candidate.Evaluation.Values.OrNaN(quality.Metric)),
            ], c.Candidate.Proposal.Genotype, Links.Candidate(key, c.Candidate.Number))
        {
            Role = c.Candidate.Number == best ? ChartRole.Chosen : named.Contains(c.Candidate.Number) ? ChartRole.Named : front.Contains(c.Candidate.Number) ? ChartRole.Front : ChartRole.Trial,
            Candidate = c.Candidate.Number == best || named.Contains(c.Candidate.Number) ? c.Candidate.Number : null,
        });
        return new ParallelChart(
            "Genes, latency and quality",
            $"A line for each candidate over the {genes.Length} most important genes, latency and {Words(quality.Metric)}. Draw a range on an axis to select candidates.{Shown(Math.Min(others.Length, MostLines), others.Length)}",
            [.. genes.Select(GeneAxis), new MetricScale(Metric.LatencyMsPerImage).Axis, new MetricScale(quality.Metric).Axis], [.. lines]);
    }

    /// <summary>Who worked on what when.</summary>
    public static Chart? Timeline(StudyKey key, StudySnapshot study, DateTimeOffset now)
    {
        var work = study.Started.Where(c => c.StartedAt is not null).TakeLast(MostSpans)
            .Select(c => (Candidate: c, Machine: c.Conditions?.Machine ?? c.Lease?.Owner.Machine.Split(' ')[0] ?? "unknown machine", Start: c.StartedAt!.Value, End: c.FinishedAt ?? now)).OrderBy(w => w.Start).ToArray();
        if (work.Length == 0)
            return null;
        var (origin, best) = (work[0].Start, study.Best?.Number);
        var (divisor, unit) = (now - origin).TotalHours > 3 ? (3600.0, "h") : (now - origin).TotalMinutes > 3 ? (60.0, "min") : (1.0, "s");
        // Finished candidates keep their machine, not their worker: each takes the first lane of its machine that is free.
        var lanes = new List<(string Machine, DateTimeOffset Free)>();
        var spans = ImmutableArray.CreateBuilder<TimelineSpan>(work.Length);
        foreach (var (candidate, machine, start, end) in work)
        {
            var lane = lanes.FindIndex(l => l.Machine == machine && l.Free <= start);
            if (lane < 0 && lanes.Count >= MostLanes)
                continue;
            if (lane < 0)
            {
                lane = lanes.Count;
                lanes.Add((machine, end));
            }

            lanes[lane] = (machine, end);
            spans.Add(new TimelineSpan(lane, (start - origin).TotalSeconds / divisor, Math.Max((end - origin).TotalSeconds, (start - origin).TotalSeconds) / divisor, Name(candidate),
                candidate.State switch { CandidateState.Running => ChartRole.Running, CandidateState.Failed => ChartRole.Failed, _ => ChartRole.Complete },
                candidate.Evaluation?.Error ?? Quantity.Span(end > start ? end - start : TimeSpan.Zero), Links.Candidate(key, candidate.Number))
            {
                Candidate = candidate.Number,
                IsChosen = candidate.Number == best,
            });
        }

        var order = lanes.Select((lane, index) => (lane.Machine, Index: index)).OrderBy(l => l.Machine, StringComparer.Ordinal).ThenBy(l => l.Index).ToArray();
        var place = order.Select((lane, row) => (lane.Index, Row: row)).ToDictionary(l => l.Index, l => l.Row);
        ImmutableArray<string> names = [.. order.GroupBy(l => l.Machine).SelectMany(g => g.Select((_, i) => g.Count() == 1 ? g.Key : string.Create(CultureInfo.InvariantCulture, $"{g.Key}, {i + 1}")))];
        return new TimelineChart(
            "Work over time", string.Create(CultureInfo.InvariantCulture, $"Evaluations of {Quantity.Counted(spans.Count, "candidate")} on {Quantity.Counted(order.Select(l => l.Machine).Distinct().Count(), "machine")}; a lane for each evaluation that ran at the same time."),
            new ChartAxis("Time since the first of them began", unit), names, [.. spans.Select(s => s with { Lane = place[s.Lane] })]);
    }

    /// <summary>The name of a gene with its stage, counted as layers and drawings count.</summary>
    public static string GeneName(GeneImportance importance) => string.Create(CultureInfo.InvariantCulture, $"stage {importance.Stage}, {importance.Gene.Name}");

    private static ChartAxis GeneAxis(GeneImportance importance) => new(GeneName(importance)) { IsWhole = true, Min = 0, Max = importance.Gene.Options.Length - 1, Names = importance.Gene.Options };

    /// <summary>The finished candidates besides the best one that every chart shows by themselves, since others name them.</summary>
    private static IEnumerable<StudyCandidate> Named(StudySnapshot study, StudyCandidate? best) => study.Named.Where(c => c.State == CandidateState.Complete && c.Number != best?.Number);

    // A study may hold candidates of an older version of its space.
    private static Genotype? Parse(SearchSpace space, StudyCandidate candidate)
    {
        try
        {
            return space.Parse(candidate.Proposal.Genotype);
        }
        catch (ISyNetException)
        {
            return null;
        }
    }

    private static StudyCandidate[] Sample(StudyCandidate[] candidates, int most) => candidates.Length <= most
        ? candidates : [.. Enumerable.Range(0, most).Select(i => candidates[(int)((long)i * candidates.Length / most)])];

    private static string Shown(int shown, int all) => shown < all ? $" {Quantity.Whole(shown)} of the other {Quantity.Whole(all)} candidates are shown." : "";

    private static string Words(Metric metric) => metric == Metric.Error ? "the error" : metric.Name;

    private static string Name(StudyCandidate candidate) => string.Create(CultureInfo.InvariantCulture, $"candidate {candidate.Number}");
}
