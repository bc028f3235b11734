using System.Collections.Immutable;
using ISyNet.Search;

namespace ISyNet.Cli.Commands.Studies;

/// <summary>Reads <c>--objectives error,latency</c>: the named ones are optimised, the others only reported.</summary>
internal static class StudyObjectives
{
    private static readonly (string Name, Objective Objective)[] Cheap =
    [
        ("latency", Objective.LatencyMsPerImage), ("mem", Objective.Mem), ("params", Objective.Params), ("macs", Objective.Macs),
    ];

    /// <summary>What needs no evaluator, and the error that a training measures.</summary>
    public static IEnumerable<string> Names => Cheap.Select(objective => objective.Name).Prepend("error");

    /// <param name="text">The names; null: quality and latency.</param>
    /// <param name="quality">The objective that the study's evaluator measures.</param>
    /// <param name="budgetMs">The bound of the latency.</param>
    public static ImmutableArray<Objective> Parse(string? text, Objective quality, double? budgetMs)
    {
        (string Name, Objective Objective)[] known = [(quality.Metric.Name, quality), .. Cheap];
        var names = (text ?? $"{quality.Metric.Name},latency").Split(',', StringSplitOptions.TrimEntries);
        foreach (var name in names)
        {
            if (!known.Any(k => Same(k.Name, name)))
                throw UsageException.Unknown("objective", name, known.Select(k => k.Name));
        }

        if (!names.Any(name => Same(name, quality.Metric.Name)))
            throw new UsageException($"--objectives must contain '{quality.Metric.Name}', which the evaluator measures");
        return [.. known.Select(k => k.Objective with
        {
            Target = names.Any(name => Same(name, k.Name)),
            UpperBound = k.Name == "latency" ? budgetMs : null,
        })];
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
