using System.Collections.Immutable;

namespace ISyNet.Search.Pareto;

/// <summary>The costs of a candidate in the targets of a problem: one number per target, smaller is better.</summary>
/// <param name="Number">The candidate's number.</param>
/// <param name="Costs">The costs, in order of <see cref="SearchProblem.Targets"/>.</param>
public sealed record Point(int Number, ImmutableArray<double> Costs)
{
    /// <summary>The point of a trial; null when it failed, lacks a target or breaks a bound.</summary>
    public static Point? FromTrial(SearchProblem problem, Trial trial)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(trial);
        if (!trial.Evaluation.Succeeded)
            return null;
        var values = trial.Evaluation.Values;
        if (problem.Objectives.Any(o => o.Cheap && values.Find(o.Metric) is null))
            values = values.With(problem.CostsOf(trial.Candidate.Genotype));
        foreach (var objective in problem.Objectives)
        {
            if (objective.Violation(values.OrNaN(objective.Metric)) > 0)
                return null;
        }

        return new Point(trial.Candidate.Number, [.. problem.Targets.Select(t => t.Cost(values[t.Metric]))]);
    }

    /// <summary>Whether this is no worse in every cost and better in one.</summary>
    public bool Dominates(Point other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var better = false;
        for (var i = 0; i < Costs.Length; i++)
        {
            if (Costs[i] > other.Costs[i])
                return false;
            better |= Costs[i] < other.Costs[i];
        }

        return better;
    }

    /// <summary>Equality by value.</summary>
    public bool Equals(Point? other) => other is not null && Number == other.Number && Costs.AsSpan().SequenceEqual(other.Costs.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Number, Costs.Length);
}
