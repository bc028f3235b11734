using System.Collections.Immutable;
using ISyNet.Search.Pareto;

namespace ISyNet.Search.Studies;

/// <summary>A snapshot of a study with its candidates in order of number. Immutable.</summary>
public sealed record StudyContents(Study Study, IReadOnlyList<StudyCandidate> Candidates)
{
    /// <summary>How many are in each state.</summary>
    public StudyCounts Counts => new(
        Candidates.Count(c => c.State == CandidateState.Waiting), Candidates.Count(c => c.State == CandidateState.Running),
        Candidates.Count(c => c.State == CandidateState.Complete), Candidates.Count(c => c.State == CandidateState.Failed));

    /// <summary>Why candidates failed, the most frequent reason first.</summary>
    public ImmutableArray<FailureReason> Failures => FailureReason.Group(
        Candidates.Where(c => c.State == CandidateState.Failed).Select(c => (c.Number, c.Evaluation?.Error ?? "no reason was kept")));

    /// <summary>What the candidates were evaluated with (docs/numerics.md), each once, in order; more than one where machines differ.</summary>
    public ImmutableArray<string> Arithmetic =>
        [.. Candidates.Select(c => c.Conditions?.Arithmetic).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The objectives that the study optimises.</summary>
    public ImmutableArray<Objective> Targets => [.. Study.Spec.Objectives.Where(o => o.Target)];

    /// <summary>The numbers of the candidates that no other dominates in the targets and in the objectives that have a bound, sorted by the first of them.</summary>
    public ImmutableArray<int> Front =>
        [.. ParetoFront.Find(Candidates.Select(candidate => PointOf(candidate, o => o.Target || (o.UpperBound ?? o.LowerBound) is not null)).OfType<Point>()).Select(p => p.Number)];

    /// <summary>
    /// The complete candidate within all bounds that is best in the first target, the one of smaller number among equals;
    /// null when there is none.
    /// </summary>
    public StudyCandidate? Best => Candidates.Select(candidate => (Candidate: candidate, Point: PointOf(candidate)))
        .Where(c => c.Point is not null).OrderBy(c => c.Point!.Costs[0]).ThenBy(c => c.Candidate.Number).FirstOrDefault().Candidate;

    /// <summary>The costs of a candidate in the targets; null when it is not complete, lacks an objective or breaks a bound.</summary>
    public Point? PointOf(StudyCandidate candidate) => PointOf(candidate, o => o.Target);

    private Point? PointOf(StudyCandidate candidate, Func<Objective, bool> isAxis)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (candidate is not { State: CandidateState.Complete, Evaluation.Values: var values })
            return null;
        // One pass over the objectives: this runs for every candidate of large studies.
        var costs = ImmutableArray.CreateBuilder<double>();
        foreach (var objective in Study.Spec.Objectives)
        {
            var value = values.OrNaN(objective.Metric);
            if (objective.Violation(value) > 0)
                return null;
            if (isAxis(objective))
                costs.Add(objective.Cost(value));
        }

        return new Point(candidate.Number, costs.ToImmutable());
    }
}
