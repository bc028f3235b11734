namespace ISyNet.Search.Studies;

/// <summary>A search that is stored in a database: its name in a store, its specification, and when it was created. Immutable.</summary>
/// <param name="Name">Unique in its store.</param>
/// <param name="Spec">Everything that determines its candidates and their results.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record Study(string Name, StudySpec Spec, DateTimeOffset CreatedAt)
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>Creates a study with the current time.</summary>
    /// <exception cref="StudyException">The name is empty, too long or contains control characters.</exception>
    public static Study Create(string name, StudySpec spec, TimeProvider? clock = null)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength || name.Any(char.IsControl))
            throw new StudyException($"'{name}' cannot name a study: use 1 to {MaxNameLength} printable characters");
        ArgumentNullException.ThrowIfNull(spec);
        return new Study(name, spec, (clock ?? TimeProvider.System).GetUtcNow());
    }

    /// <summary>Checks that device, space and images are still those of the study.</summary>
    /// <exception cref="StudyException">One has changed; the message names it.</exception>
    public void CheckContents(ContentHashes now)
    {
        if (Spec.ChangeOf(now) is { } change)
            throw new StudyException($"study '{Name}': its {change}: restore it, or create another study");
    }

    /// <summary>Checks that a strategy is the study's strategy.</summary>
    /// <exception cref="StudyException">Its name or batch size differs.</exception>
    public void CheckStrategy(ISearchStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        if (strategy.Name != Spec.Strategy || strategy.BatchSize != Spec.BatchSize)
            throw new StudyException($"study '{Name}' was created for strategy '{Spec.Strategy}' in batches of {Spec.BatchSize}, "
                + $"not '{strategy.Name}' in batches of {strategy.BatchSize}: take those, or another name");
    }
}

/// <summary>How many candidates of a study are in each state.</summary>
public sealed record StudyCounts(int Waiting, int Running, int Complete, int Failed)
{
    /// <summary>All candidates proposed so far.</summary>
    public int Total => Waiting + Running + Complete + Failed;

    /// <summary>Complete and failed candidates.</summary>
    public int Finished => Complete + Failed;
}

/// <summary>One line of a list of studies.</summary>
/// <param name="Study">The study.</param>
/// <param name="Counts">How many of its candidates are in each state.</param>
public sealed record StudySummary(Study Study, StudyCounts Counts)
{
    /// <summary>How many candidates its last run was asked for; null before its first run, and for runs of earlier versions.</summary>
    public int? Trials { get; init; }
}
