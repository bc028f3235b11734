using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ISyNet.Search;

/// <summary>Candidates that failed for the same reason.</summary>
/// <param name="Error">The error of the first of them.</param>
/// <param name="Numbers">Their numbers, in order.</param>
public sealed partial record FailureReason(string Error, ImmutableArray<int> Numbers)
{
    /// <summary>Groups failures by reason, the most frequent first; messages that differ only in numbers and quoted names count as one reason.</summary>
    /// <param name="failures">Number and error of each failed candidate.</param>
    public static ImmutableArray<FailureReason> Group(IEnumerable<(int Number, string Error)> failures) =>
        [.. failures.OrderBy(failure => failure.Number).GroupBy(failure => Details().Replace(failure.Error, ""))
            .Select(group => new FailureReason(group.First().Error, [.. group.Select(failure => failure.Number)]))
            .OrderByDescending(reason => reason.Numbers.Length).ThenBy(reason => reason.Numbers[0])];

    /// <summary>The same for trials.</summary>
    public static ImmutableArray<FailureReason> Group(IEnumerable<Trial> trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        return Group(trials.Where(trial => trial.Evaluation.Error is not null).Select(trial => (trial.Candidate.Number, trial.Evaluation.Error!)));
    }

    /// <summary>All reasons in one line: <c>4 failed (3 with: …; 1 with: …)</c>; empty when nothing failed.</summary>
    public static string Describe(ImmutableArray<FailureReason> reasons) => reasons.IsDefaultOrEmpty ? "" : string.Create(CultureInfo.InvariantCulture,
        $"{reasons.Sum(reason => reason.Numbers.Length)} failed ({string.Join("; ", reasons)})");

    /// <summary>One reason: <c>3 with: …</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numbers.Length} with: {Error}");

    [GeneratedRegex(@"'[^']*'|[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")]
    private static partial Regex Details();
}
