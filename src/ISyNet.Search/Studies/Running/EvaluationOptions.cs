namespace ISyNet.Search.Studies.Running;

/// <summary>How a process leases and evaluates candidates.</summary>
/// <param name="Workers">Candidates evaluated at once in this process.</param>
public record EvaluationOptions(int Workers = 1)
{
    /// <summary>A worker without a heartbeat for this long counts as dead; the heartbeat interval is a third of it.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many workers may die on a candidate before it fails.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>How long an evaluation may take to react to a cancellation before it is abandoned.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock for the limit, the heartbeats and the pauses. The store uses its own clock for the end of a lease.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="StudyException">A value is out of range; the message names it.</exception>
    public virtual void Check()
    {
        if (Workers is < 1 or > 1024)
            throw new StudyException($"workers is {Workers}; it must be 1 to 1024");
        if (LeaseDuration < TimeSpan.FromMilliseconds(100))
            throw new StudyException($"the lease of {LeaseDuration.TotalMilliseconds} ms is shorter than 100 ms");
        if (MaxAttempts < 1)
            throw new StudyException("the limit of attempts must be at least 1");
    }
}
