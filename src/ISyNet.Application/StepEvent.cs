namespace ISyNet.Application;

/// <summary>Events of a long job. One step at a time starts, advances and ends with a line about its result.</summary>
public abstract record StepEvent(string Step);

/// <summary>A step starts.</summary>
public sealed record StepStarted(string Step) : StepEvent(Step);

/// <summary>A step has done a fraction (0..1) of its work.</summary>
public sealed record StepAdvanced(string Step, double Fraction, string Detail = "") : StepEvent(Step);

/// <summary>A step is done; the line gives its result.</summary>
public sealed record StepFinished(string Step, string Result) : StepEvent(Step);

/// <summary>A note for the user while the job continues, such as a picture that cannot be read or an annotation that is left out.</summary>
public sealed record StepNote(string Step, string Text) : StepEvent(Step);
