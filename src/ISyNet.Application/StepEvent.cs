namespace ISyNet.Application;

/// <summary>What a long job tells while it runs: one step at a time starts, advances and ends with a line of result.</summary>
public abstract record StepEvent(string Step);

/// <summary>A step starts.</summary>
public sealed record StepStarted(string Step) : StepEvent(Step);

/// <summary>A step has done a fraction (0..1) of its work.</summary>
public sealed record StepAdvanced(string Step, double Fraction, string Detail = "") : StepEvent(Step);

/// <summary>A step is done; the line says what came out.</summary>
public sealed record StepFinished(string Step, string Result) : StepEvent(Step);

/// <summary>Something that the user should know although the job goes on: a picture that cannot be read, an annotation left out.</summary>
public sealed record StepNote(string Step, string Text) : StepEvent(Step);
