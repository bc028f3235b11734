namespace ISyNet.Cli.Doctor;

/// <summary>The state of something that the program needs.</summary>
internal enum Health
{
    /// <summary>Works.</summary>
    Good,

    /// <summary>Works, but slower or with restrictions.</summary>
    Note,

    /// <summary>A function of the program does not work.</summary>
    Bad,
}

/// <summary>The result of a check.</summary>
/// <param name="Health">The state.</param>
/// <param name="What">What was found, in one line.</param>
/// <param name="Advice">What to do; null for nothing.</param>
internal sealed record Finding(Health Health, string What, string? Advice = null)
{
    public static Finding Good(string what) => new(Health.Good, what);

    public static Finding Note(string what, string? advice = null) => new(Health.Note, what, advice);

    public static Finding Bad(string what, string? advice = null) => new(Health.Bad, what, advice);
}
