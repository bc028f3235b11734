namespace ISyNet.Core;

/// <summary>
/// The base of the errors that a user can fix: a file, a setting or data that is not valid. The message is one line: what is
/// wrong, where, and what to do.
/// </summary>
public class ISyNetException : Exception
{
    /// <summary>Creates the error.</summary>
    public ISyNetException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public ISyNetException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates an empty error.</summary>
    public ISyNetException() { }
}
