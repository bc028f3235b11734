namespace ISyNet.Detection;

/// <summary>An error in annotations, scenes or a detector. The message is one line: what, where, what to do.</summary>
public class DetectionException : ISyNetException
{
    /// <summary>Creates the error.</summary>
    public DetectionException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public DetectionException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates an empty error.</summary>
    public DetectionException() { }
}
