namespace ISyNet.Search.Studies.Running;

/// <summary>Something that happened in a run; told in order for each candidate, from any thread.</summary>
public abstract record StudyEvent;

/// <summary>The evaluator is being prepared, on the runner's thread.</summary>
public sealed record EvaluatorPreparing(EvaluatorProgress Progress) : StudyEvent;

/// <summary>The evaluator is prepared; candidates begin.</summary>
public sealed record EvaluatorPrepared : StudyEvent;

/// <summary>The strategy proposed candidates, and they are stored.</summary>
public sealed record BatchProposed(int FirstNumber, int Count) : StudyEvent;

/// <summary>A worker of this process began a candidate.</summary>
public sealed record CandidateStarted(Candidate Candidate, int Attempt) : StudyEvent;

/// <summary>The curve of a candidate of this process grew.</summary>
public sealed record CurveGrew(int Number, CurvePoint Point) : StudyEvent;

/// <summary>A candidate of this process is complete or failed.</summary>
public sealed record CandidateFinished(Trial Trial) : StudyEvent;

/// <summary>A candidate of this process was given back unfinished, since the run was asked to stop.</summary>
public sealed record CandidateReturned(int Number) : StudyEvent;

/// <summary>A candidate was taken from a worker that is dead, or this process lost one that it had kept too long; others go on with it.</summary>
public sealed record LeaseLost(int Number, LeaseOwner Owner) : StudyEvent;
