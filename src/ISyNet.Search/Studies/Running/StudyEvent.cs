namespace ISyNet.Search.Studies.Running;

/// <summary>An event of a run; reported in order for each candidate, from any thread.</summary>
public abstract record StudyEvent;

/// <summary>The evaluator is being prepared, on the runner's thread.</summary>
public sealed record EvaluatorPreparing(EvaluatorProgress Progress) : StudyEvent;

/// <summary>The evaluator is prepared; the candidates follow.</summary>
public sealed record EvaluatorPrepared : StudyEvent;

/// <summary>The strategy proposed candidates, and they are stored.</summary>
public sealed record BatchProposed(int FirstNumber, int Count) : StudyEvent;

/// <summary>A worker of this process started a candidate.</summary>
public sealed record CandidateStarted(Candidate Candidate, int Attempt) : StudyEvent;

/// <summary>The curve of a candidate of this process has a new point.</summary>
public sealed record CurveGrew(int Number, CurvePoint Point) : StudyEvent;

/// <summary>A candidate of this process is complete or failed.</summary>
public sealed record CandidateFinished(Trial Trial) : StudyEvent;

/// <summary>A candidate of this process was returned unfinished, because the run was stopped.</summary>
public sealed record CandidateReturned(int Number) : StudyEvent;

/// <summary>A candidate was taken from a dead worker, or this process lost one because its lease had expired; other workers continue with it.</summary>
public sealed record LeaseLost(int Number, LeaseOwner Owner) : StudyEvent;

/// <summary>Candidates wait in the queue, for a reason in one line.</summary>
public sealed record CandidatesWait(string Reason) : StudyEvent;

/// <summary>This process cannot evaluate the candidates of the study, for a reason in one line; other processes may.</summary>
public sealed record WorkerRefused(string Reason) : StudyEvent;
