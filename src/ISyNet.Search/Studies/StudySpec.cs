using System.Collections.Immutable;

namespace ISyNet.Search.Studies;

/// <summary>
/// Everything that decides the candidates of a study and what they are worth. Two studies of equal specification propose the
/// same candidates. The number of trials, workers and minutes are no part of it: they may change from run to run. Immutable.
/// </summary>
/// <param name="Space">Name or file of the search space.</param>
/// <param name="Input">Shape of one image, such as <c>1x28x28</c>.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="Device">Name or file of the accelerator.</param>
/// <param name="Batch">Images per inference on it.</param>
/// <param name="BudgetLatencyMs">Largest latency of one image, in ms; null when unbounded.</param>
/// <param name="Strategy">Name of the search strategy.</param>
/// <param name="BatchSize">Candidates that the strategy proposes at once: all of them are finished before the next are proposed.</param>
/// <param name="Seed">Seed of all randomness, together with the candidate's number.</param>
public sealed record StudySpec(
    string Space, string Input, int Classes, string Device, int Batch, double? BudgetLatencyMs,
    string Strategy, int BatchSize, ulong Seed)
{
    /// <summary>What the study measures of every candidate, in order; the first two draw its plots.</summary>
    public ImmutableArray<Objective> Objectives { get; init; } = [];

    /// <summary>What decides the judgements.</summary>
    public EvaluatorSettings Evaluator { get; init; } = new();

    /// <summary>What device, space and images held when the study was made.</summary>
    public ContentHashes Contents { get; init; } = new();

    /// <summary>
    /// What another specification says differently, as <c>seed is 1, not 2</c>; null when they are equal. What one of them did not record,
    /// as earlier versions did not record contents, is no difference.
    /// </summary>
    public string? DifferenceFrom(StudySpec other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ChangeOf(other.Contents) is { } change)
            return change;
        var mine = StudySpecJson.Fields(this);
        var theirs = StudySpecJson.Fields(other);
        foreach (var name in mine.Keys.Union(theirs.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (left, right) = (mine.GetValueOrDefault(name, "unset"), theirs.GetValueOrDefault(name, "unset"));
            // Designs of earlier versions did not say where their images lay.
            if (left != right && (name != "evaluator.data" || (left != "unset" && right != "unset")))
                return $"{name} is {left}, not {right}";
        }

        return null;
    }

    /// <summary>Which of device, space and images changed, in words; null when none did, or nothing was recorded.</summary>
    public string? ChangeOf(ContentHashes now)
    {
        ArgumentNullException.ThrowIfNull(now);
        return Differs(Contents.Device, now.Device) ? $"device '{Device}' has changed since it was made"
            : Differs(Contents.Space, now.Space) ? $"space '{Space}' has changed since it was made"
            : Differs(Contents.Data, now.Data) ? $"data set '{Evaluator.Data}' has changed since it was made"
            : null;
        static bool Differs(string? then, string? now) => then is not null && now is not null && then != now;
    }

    /// <inheritdoc/>
    public bool Equals(StudySpec? other) => other is not null && DifferenceFrom(other) is null;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Space, Device, Batch, Strategy, BatchSize, Seed);
}
