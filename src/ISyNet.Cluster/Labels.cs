using System.Collections.Immutable;

namespace ISyNet.Cluster;

/// <summary>Names of what a worker has, such as a device to measure on. Each label is a queue of its own; candidates without a label are in a queue that all workers read.</summary>
public static class Labels
{
    private const string Common = "candidates";
    private const string Prefix = "label-";
    private const int Longest = 40;

    /// <summary>Checks a label.</summary>
    /// <returns>The label.</returns>
    /// <exception cref="ClusterException">It is empty, too long, or has other characters than a to z, 0 to 9, - and _.</exception>
    public static string Check(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return label.Length is > 0 and <= Longest && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
            ? label
            : throw new ClusterException($"'{label}' cannot be a label: use 1 to {Longest} of a to z, 0 to 9, - and _");
    }

    /// <summary>The queue of a label; the common one when null.</summary>
    internal static string Queue(string? label) => label is null ? Common : $"{Prefix}{Check(label)}";

    /// <summary>The queues of a worker: those of its labels first, because only it can empty them.</summary>
    internal static string[] Queues(IEnumerable<string> labels) => [.. labels.Select(label => Queue(label)).Distinct(StringComparer.Ordinal), Common];

    /// <summary>The labels of these queues.</summary>
    internal static ImmutableArray<string> FromQueues(IEnumerable<string> queues) =>
        [.. queues.Where(queue => queue.StartsWith(Prefix, StringComparison.Ordinal)).Select(queue => queue[Prefix.Length..])];
}
