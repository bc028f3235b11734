namespace ISyNet.Cli.Doctor;

/// <summary>How something that the program needs stands.</summary>
internal enum Health
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Works, but slower or with less than it could.</summary>
    Note,

    /// <summary>Something that the program offers does not work.</summary>
    Bad,
}

/// <summary>What a check found.</summary>
/// <param name="Health">How it stands.</param>
/// <param name="What">What is there, in one line.</param>
/// <param name="Advice">What to do about it; null when nothing.</param>
internal sealed record Finding(Health Health, string What, string? Advice = null)
{
    public static Finding Good(string what) => new(Health.Good, what);

    public static Finding Note(string what, string? advice = null) => new(Health.Note, what, advice);

    public static Finding Bad(string what, string? advice = null) => new(Health.Bad, what, advice);
}
