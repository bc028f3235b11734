namespace ISyNet.Search.Studies.Running;

/// <summary>How long and how wide a study runs now; none of it changes which candidates it has.</summary>
/// <param name="Trials">Total number of candidates, those of earlier runs included.</param>
/// <param name="Workers">Candidates evaluated at once in this process.</param>
/// <param name="TimeLimit">No candidate is started that would end after this time if it takes as long as those of this run before it; in a cluster, none is started after it. Started ones are finished. No limit when null.</param>
public sealed record StudyRunOptions(int Trials, int Workers = 1, TimeSpan? TimeLimit = null) : EvaluationOptions(Workers)
{
    /// <summary>How many consecutive failures end the run, because the cause is then not the candidates.</summary>
    public int FailureLimit { get; init; } = 8;

    /// <summary>How often an idle worker checks whether other processes have finished.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Trials is < 1 or > 10_000_000)
            throw new StudyException($"trials is {Trials}; it must be 1 to 10000000");
        if (FailureLimit < 1)
            throw new StudyException("the limit of failures must be at least 1");
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
