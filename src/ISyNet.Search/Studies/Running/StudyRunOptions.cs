namespace ISyNet.Search.Studies.Running;

/// <summary>How long and how wide a study runs now; none of it changes which candidates it has.</summary>
/// <param name="Trials">Total number of candidates, those of earlier runs included.</param>
/// <param name="Workers">Candidates evaluated at once in this process.</param>
/// <param name="TimeLimit">After this time, no new candidate is started; started ones are finished. No limit when null.</param>
public sealed record StudyRunOptions(int Trials, int Workers = 1, TimeSpan? TimeLimit = null)
{
    /// <summary>A worker without a heartbeat for this long counts as dead; the heartbeat interval is a third of it.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many workers may die on a candidate before it fails.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>How many consecutive failures end the run, because the cause is then not the candidates.</summary>
    public int FailureLimit { get; init; } = 8;

    /// <summary>How long an evaluation may take to react to a cancellation before it is abandoned.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often an idle worker checks whether other processes have finished.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The clock for the limit, the heartbeats and the pauses. The store uses its own clock for the end of a lease.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="StudyException">A value is out of range; the message names it.</exception>
    public void Check()
    {
        if (Trials is < 1 or > 10_000_000)
            throw new StudyException($"trials is {Trials}; it must be 1 to 10000000");
        if (Workers is < 1 or > 1024)
            throw new StudyException($"workers is {Workers}; it must be 1 to 1024");
        if (LeaseDuration < TimeSpan.FromMilliseconds(100))
            throw new StudyException($"the lease of {LeaseDuration.TotalMilliseconds} ms is shorter than 100 ms");
        if (MaxAttempts < 1 || FailureLimit < 1)
            throw new StudyException("the limits of attempts and failures must be at least 1");
    }
}

/// <summary>Why a run ended.</summary>
public enum StudyStop
{
    /// <summary>The study has all requested trials.</summary>
    AllTrials,

    /// <summary>The time limit passed.</summary>
    TimeLimit,
}

/// <summary>How a run ended.</summary>
/// <param name="Stop">Why.</param>
/// <param name="Trials">All finished candidates of the study in order of number, those of earlier runs and failures included; without curves.</param>
/// <param name="Seconds">Wall-clock seconds of this run.</param>
public sealed record StudyRunResult(StudyStop Stop, IReadOnlyList<Trial> Trials, double Seconds);
