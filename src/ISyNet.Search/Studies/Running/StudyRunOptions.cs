namespace ISyNet.Search.Studies.Running;

/// <summary>How long and how wide a study runs now; none of it changes which candidates it has.</summary>
/// <param name="Trials">Total number of candidates, those of earlier runs included.</param>
/// <param name="Workers">Candidates evaluated at once in this process.</param>
/// <param name="TimeLimit">After it, no candidate is begun; those begun are ended. None when null.</param>
public sealed record StudyRunOptions(int Trials, int Workers = 1, TimeSpan? TimeLimit = null)
{
    /// <summary>A worker that does not speak up for this long is taken for dead; a third of it is the heartbeat.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many workers a candidate may take down before it is failed.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>How many failures in a row end the run: then it is not the candidates that are broken.</summary>
    public int FailureLimit { get; init; } = 8;

    /// <summary>How long an evaluation may take to obey a cancellation before it is left behind.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a worker without work looks whether other processes have finished theirs.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>By which time passes: for the limit, the heartbeats and the pauses. The store decides by its own when a lease ends.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="StudyException">One is broken; the message names it.</exception>
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
    /// <summary>The study has all the trials that were asked for.</summary>
    AllTrials,

    /// <summary>The time limit passed.</summary>
    TimeLimit,
}

/// <summary>How a run ended.</summary>
/// <param name="Stop">Why.</param>
/// <param name="Trials">All finished candidates of the study in order of number, those of earlier runs and failures included; without curves.</param>
/// <param name="Seconds">Wall-clock seconds of this run.</param>
public sealed record StudyRunResult(StudyStop Stop, IReadOnlyList<Trial> Trials, double Seconds);
