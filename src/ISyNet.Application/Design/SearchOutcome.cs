using System.Collections.Immutable;
using ISyNet.Reports.Design;
using ISyNet.Search;

namespace ISyNet.Application.Design;

/// <summary>The result of the search: all trials, the reasons of failures, and the trial with the best accuracy on held-out training images.</summary>
internal sealed record SearchOutcome(Trial Chosen, ImmutableArray<FailureReason> Failures, ImmutableArray<TrialSummary> Trials)
{
    public static SearchOutcome Of(IReadOnlyList<Trial> trials, string space)
    {
        var judged = trials.Where(t => t.Evaluation.Succeeded).ToArray();
        var failures = FailureReason.Group(trials);
        if (judged.Length == 0)
        {
            throw new ISyNetException(failures.IsEmpty
                ? $"no network of space '{space}' could be evaluated within the time limit: raise --time-limit"
                : $"no network of space '{space}' could be evaluated: {FailureReason.Describe(failures)}");
        }

        var chosen = judged.OrderBy(t => t.Evaluation.Values[Metric.Error]).ThenBy(t => t.Candidate.Number).First();
        return new SearchOutcome(chosen, failures, [.. trials.Select(t => Summarise(t, OnFront(t, judged), ReferenceEquals(t, chosen)))]);
    }

    private static bool OnFront(Trial trial, Trial[] judged) => trial.Evaluation.Succeeded && !judged.Any(other =>
        Value(other, Metric.Error) <= Value(trial, Metric.Error) && Value(other, Metric.LatencyMsPerImage) <= Value(trial, Metric.LatencyMsPerImage)
        && (Value(other, Metric.Error) < Value(trial, Metric.Error) || Value(other, Metric.LatencyMsPerImage) < Value(trial, Metric.LatencyMsPerImage)));

    private static TrialSummary Summarise(Trial trial, bool onFront, bool isChosen) => new(
        trial.Candidate.Number, trial.Candidate.Genotype.Text,
        (long)Value(trial, Metric.Params), (long)Value(trial, Metric.Macs), Value(trial, Metric.LatencyMsPerImage), Value(trial, Metric.Mem),
        trial.Evaluation.Succeeded ? 1 - Value(trial, Metric.Error) : null, trial.Evaluation.Seconds, onFront, isChosen) { Error = trial.Evaluation.Error };

    private static double Value(Trial trial, Metric metric) => trial.Evaluation.Values.OrNaN(metric);
}
