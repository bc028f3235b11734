namespace ISyNet.Search.Studies;

/// <summary>A search that outlives its processes: its name in a store, what it was asked, and when it was made. Immutable.</summary>
/// <param name="Name">Unique in its store.</param>
/// <param name="Spec">Everything that decides its candidates and their worth.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record Study(string Name, StudySpec Spec, DateTimeOffset CreatedAt)
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>A study made now.</summary>
    /// <exception cref="StudyException">The name is empty, too long or holds control characters.</exception>
    public static Study Create(string name, StudySpec spec, TimeProvider? clock = null)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength || name.Any(char.IsControl))
            throw new StudyException($"'{name}' cannot name a study: use 1 to {MaxNameLength} printable characters");
        ArgumentNullException.ThrowIfNull(spec);
        return new Study(name, spec, (clock ?? TimeProvider.System).GetUtcNow());
    }

    /// <summary>Checks that device, space and images are still those that the study was made with.</summary>
    /// <exception cref="StudyException">One has changed; the message names it.</exception>
    public void CheckContents(ContentHashes now)
    {
        if (Spec.ChangeOf(now) is { } change)
            throw new StudyException($"study '{Name}': its {change}: put it back as it was, or make another study");
    }

    /// <summary>Checks that a strategy is the one that the study was made for.</summary>
    /// <exception cref="StudyException">Its name or batch size differs.</exception>
    public void CheckStrategy(ISearchStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        if (strategy.Name != Spec.Strategy || strategy.BatchSize != Spec.BatchSize)
            throw new StudyException($"study '{Name}' was made for strategy '{Spec.Strategy}' in batches of {Spec.BatchSize}, "
                + $"not '{strategy.Name}' in batches of {strategy.BatchSize}: take those, or another name");
    }
}

/// <summary>How many candidates of a study are in each state.</summary>
public sealed record StudyCounts(int Waiting, int Running, int Complete, int Failed)
{
    /// <summary>All candidates proposed so far.</summary>
    public int Total => Waiting + Running + Complete + Failed;

    /// <summary>Those that need no more work.</summary>
    public int Finished => Complete + Failed;
}

/// <summary>One line of a list of studies.</summary>
public sealed record StudySummary(Study Study, StudyCounts Counts);
