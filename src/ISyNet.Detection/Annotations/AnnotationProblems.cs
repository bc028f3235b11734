using System.Collections.Immutable;

namespace ISyNet.Detection.Annotations;

/// <summary>A kind of invalid entry: the rule, the number of entries, and the places of the first ones.</summary>
/// <param name="Rule">What is wrong.</param>
/// <param name="Count">How many.</param>
/// <param name="First">The first few, such as <c>annotations[3] (id 17)</c>.</param>
/// <param name="Dropped">Whether they were left out; otherwise they were repaired as the rule says.</param>
public sealed record AnnotationProblem(string Rule, int Count, ImmutableArray<string> First, bool Dropped)
{
    /// <summary>One line of text.</summary>
    public override string ToString() =>
        $"{Count} x {Rule}: {string.Join(", ", First)}{(Count > First.Length ? ", …" : "")}";
}

/// <summary>Collects invalid entries while a file is read. Not thread-safe.</summary>
internal sealed class AnnotationProblems
{
    private const int Named = 3;
    private readonly Dictionary<string, (int Count, List<string> First, bool Dropped)> _kinds = [];

    public int DroppedCount => _kinds.Values.Where(kind => kind.Dropped).Sum(kind => kind.Count);

    public void Drop(string rule, string place) => Add(rule, place, dropped: true);

    public void Mend(string rule, string place) => Add(rule, place, dropped: false);

    public ImmutableArray<AnnotationProblem> ToImmutable() =>
        [.. _kinds.Select(kind => new AnnotationProblem(kind.Key, kind.Value.Count, [.. kind.Value.First], kind.Value.Dropped))];

    /// <summary>Throws if too many entries were left out: then the file probably has another format.</summary>
    public void StopAbove(double share, int all, string path)
    {
        if (all > 0 && DroppedCount > share * all)
            throw new DetectionException(
                $"{path}: {DroppedCount} of {all} entries are invalid, more than the {share:p0} allowed: {_kinds.First(k => k.Value.Dropped).Key} ({_kinds.First(k => k.Value.Dropped).Value.First[0]})");
    }

    private void Add(string rule, string place, bool dropped)
    {
        if (!_kinds.TryGetValue(rule, out var kind))
            kind = (0, [], dropped);
        if (kind.First.Count < Named)
            kind.First.Add(place);
        _kinds[rule] = (kind.Count + 1, kind.First, dropped);
    }
}
