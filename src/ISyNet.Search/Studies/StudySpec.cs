using System.Collections.Immutable;

namespace ISyNet.Search.Studies;

/// <summary>
/// Everything that determines the candidates of a study and their results. Two studies with equal specifications propose the
/// same candidates. The number of trials, workers and minutes is not part of it: these may change from run to run. Immutable.
/// </summary>
/// <param name="Space">Name or file of the search space.</param>
/// <param name="Input">Shape of one image, such as <c>1x28x28</c>.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="Device">Name or file of the accelerator.</param>
/// <param name="Batch">Images per inference on it.</param>
/// <param name="BudgetLatencyMs">Largest latency of one image, in ms; null without a budget.</param>
/// <param name="Strategy">Name of the search strategy.</param>
/// <param name="BatchSize">Candidates that the strategy proposes at once: all of them are finished before the next are proposed.</param>
/// <param name="Seed">Seed of all randomness, together with the candidate's number.</param>
public sealed record StudySpec(
    string Space, string Input, int Classes, string Device, int Batch, double? BudgetLatencyMs,
    string Strategy, int BatchSize, ulong Seed)
{
    /// <summary>The objectives of every candidate, in order; the plots show the first two.</summary>
    public ImmutableArray<Objective> Objectives { get; init; } = [];

    /// <summary>The settings that determine the results of the evaluator.</summary>
    public EvaluatorSettings Evaluator { get; init; } = new();

    /// <summary>The contents of device, space and images when the study was created.</summary>
    public ContentHashes Contents { get; init; } = new();

    /// <summary>
    /// The first difference from another specification, such as <c>seed is 1, not 2</c>; null if they are equal. A value that one of them
    /// did not record is not a difference: earlier versions did not record contents.
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

    /// <summary>The changed one of device, space and images, in words; null if none changed or nothing was recorded.</summary>
    public string? ChangeOf(ContentHashes now)
    {
        ArgumentNullException.ThrowIfNull(now);
        return Differs(Contents.Device, now.Device) ? $"device '{Device}' has changed since the study was created"
            : Differs(Contents.Space, now.Space) ? $"space '{Space}' has changed since the study was created"
            : Differs(Contents.Data, now.Data) ? $"data set '{Evaluator.Data}' has changed since the study was created"
            : null;
        static bool Differs(string? then, string? now) => then is not null && now is not null && then != now;
    }

    /// <inheritdoc/>
    public bool Equals(StudySpec? other) => other is not null && DifferenceFrom(other) is null;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Space, Device, Batch, Strategy, BatchSize, Seed);
}
