using System.Collections.Immutable;

namespace ISyNet.Cluster;

/// <summary>What a worker process offers.</summary>
public sealed record WorkerOptions
{
    /// <summary>The default of <see cref="DrainTime"/>.</summary>
    public static TimeSpan DefaultDrainTime { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Candidates evaluated at once.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Its labels; it also evaluates candidates that need none.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>How long started candidates may still take when the worker is asked to stop. What is not finished then is given back.</summary>
    public TimeSpan DrainTime { get; init; } = DefaultDrainTime;

    /// <summary>How many workers may die on a candidate before it fails.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Version of the program; all workers of a study must have the same.</summary>
    public required string Version { get; init; }
}
