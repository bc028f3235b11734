using System.Collections.Immutable;
using ISyNet.Search;

namespace ISyNet.Cli.Commands;

/// <summary>Reads <c>--objectives error,latency</c>: those named are improved, the others only reported.</summary>
internal static class StudyObjectives
{
    private static readonly (string Name, Objective Objective)[] Known =
    [
        ("error", Objective.Error), ("latency", Objective.LatencyMsPerImage), ("mem", Objective.Mem),
        ("params", Objective.Params), ("macs", Objective.Macs),
    ];

    public static ImmutableArray<Objective> Parse(string text, double? budgetMs)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        foreach (var name in names)
        {
            if (!Known.Any(k => Same(k.Name, name)))
                throw UsageException.Unknown("objective", name, Known.Select(k => k.Name));
        }

        if (!names.Any(name => Same(name, "error")))
            throw new UsageException("--objectives must hold 'error': it is what the evaluator measures");
        return [.. Known.Select(k => k.Objective with
        {
            Target = names.Any(name => Same(name, k.Name)),
            UpperBound = k.Name == "latency" ? budgetMs : null,
        })];
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
