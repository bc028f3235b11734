using ISyNet.Search.Spaces;

namespace ISyNet.Search;

/// <summary>The finished candidates of a study in order of number, failures included. Grows by <see cref="Append"/>; not thread-safe.</summary>
public sealed class SearchHistory
{
    private readonly List<Trial> _trials = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>An empty history.</summary>
    public SearchHistory() { }

    /// <summary>The history of these trials, numbered 0, 1, 2…</summary>
    public SearchHistory(IEnumerable<Trial> trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        foreach (var trial in trials)
            Append(trial);
    }

    /// <summary>Number of trials.</summary>
    public int Count => _trials.Count;

    /// <summary>The trial with a number.</summary>
    public Trial this[int number] => _trials[number];

    /// <summary>All trials in order of number.</summary>
    public IReadOnlyList<Trial> Trials => _trials;

    /// <summary>Whether a genotype (in canonical form) has already been a candidate.</summary>
    public bool Contains(Genotype genotype)
    {
        ArgumentNullException.ThrowIfNull(genotype);
        return _seen.Contains(genotype.Text);
    }

    /// <summary>Adds the next trial; its number must be <see cref="Count"/>.</summary>
    public void Append(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (trial.Candidate.Number != Count)
            throw new ArgumentException($"trial {trial.Candidate.Number} cannot follow trial {Count - 1}", nameof(trial));
        _trials.Add(trial);
        _seen.Add(trial.Candidate.Genotype.Text);
    }
}
