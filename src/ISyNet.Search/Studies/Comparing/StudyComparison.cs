using System.Collections.Immutable;
using ISyNet.Search.Pareto;

namespace ISyNet.Search.Studies.Comparing;

/// <summary>
/// Compares studies by the share of the common target space that their candidates dominate: the hypervolume up to one
/// reference point, over the hypervolume between the best value of each target and that point. From 0 to 1; larger is better.
/// </summary>
/// <param name="Targets">The metrics of the targets.</param>
/// <param name="Ideal">The best cost of each target over all studies.</param>
/// <param name="Reference">The worst cost of each target over all studies, plus a tenth of the range.</param>
/// <param name="Curves">One curve per study, in the given order.</param>
/// <param name="Cautions">What makes the studies hard to compare: differing devices, inputs or evaluators. One line each.</param>
public sealed record StudyComparison(
    ImmutableArray<Metric> Targets, ImmutableArray<double> Ideal, ImmutableArray<double> Reference,
    ImmutableArray<HypervolumeCurve> Curves, ImmutableArray<string> Cautions)
{
    private const double Margin = 0.1;

    // What a fair race may differ in.
    private static readonly string[] Free = ["strategy", "batchSize", "seed"];

    /// <summary>Compares studies.</summary>
    /// <exception cref="StudyException">There are no studies, they have different targets, or no candidate is complete.</exception>
    public static StudyComparison Create(IReadOnlyList<StudyContents> studies)
    {
        ArgumentNullException.ThrowIfNull(studies);
        if (studies.Count == 0)
            throw new StudyException("name at least one study to compare");
        var targets = studies[0].Targets;
        foreach (var study in studies)
        {
            if (!study.Targets.Select(t => (t.Metric, t.Minimize)).SequenceEqual(targets.Select(t => (t.Metric, t.Minimize))))
                throw new StudyException($"study '{study.Study.Name}' optimises {Names(study.Targets)}, but '{studies[0].Study.Name}' {Names(targets)}: they cannot be compared");
        }

        var points = studies.SelectMany(s => s.Candidates.Select(s.PointOf).OfType<Point>()).ToArray();
        if (points.Length == 0)
            throw new StudyException("none of these studies has a complete candidate within its bounds: there is nothing to compare yet");
        ImmutableArray<double> ideal = [.. targets.Select((_, t) => points.Min(p => p.Costs[t]))];
        ImmutableArray<double> reference = [.. targets.Select((_, t) => Beyond(ideal[t], points.Max(p => p.Costs[t])))];
        return new StudyComparison(
            [.. targets.Select(t => t.Metric)], ideal, reference,
            [.. studies.Select(s => HypervolumeCurve.FromStudy(s, ideal, reference))],
            [.. studies.Skip(1).SelectMany(s => Compare(studies[0].Study, s.Study))]);
    }

    // Where all candidates agree in a target, any room above it will do.
    private static double Beyond(double best, double worst) =>
        worst + (worst > best ? Margin * (worst - best) : Math.Max(Math.Abs(worst), 1) * Margin);

    private static IEnumerable<string> Compare(Study first, Study other)
    {
        var (left, right) = (StudySpecJson.Fields(first.Spec), StudySpecJson.Fields(other.Spec));
        return left.Keys.Union(right.Keys, StringComparer.Ordinal).Except(Free, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => left.GetValueOrDefault(name) != right.GetValueOrDefault(name))
            .Select(name => $"{name} differs between '{first.Name}' and '{other.Name}'");
    }

    private static string Names(IEnumerable<Objective> targets) => string.Join(" and ", targets.Select(t => t.Metric.Words));
}
