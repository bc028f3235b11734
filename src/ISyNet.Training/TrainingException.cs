namespace ISyNet.Training;

/// <summary>A network, recipe, checkpoint or run that cannot be trained. The message is one line: what, where, what to do.</summary>
public sealed class TrainingException : ISyNetException
{
    /// <summary>Creates the error.</summary>
    public TrainingException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public TrainingException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates an empty error.</summary>
    public TrainingException() { }
}
