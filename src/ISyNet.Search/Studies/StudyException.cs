namespace ISyNet.Search.Studies;

/// <summary>
/// A study that cannot be opened, written or resumed. The message is one line for the user: what is wrong, where, and
/// what to do.
/// </summary>
public class StudyException : ISyNetException
{
    /// <summary>Creates the error.</summary>
    public StudyException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public StudyException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates an empty error.</summary>
    public StudyException() { }
}
