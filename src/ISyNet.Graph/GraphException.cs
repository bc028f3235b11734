namespace ISyNet.Graph;

/// <summary>
/// A network, architecture, weight or model file that is not valid. The message is one line for the user:
/// what is wrong, where, and what to do.
/// </summary>
public class GraphException : ISyNetException
{
    /// <summary>Creates the error.</summary>
    public GraphException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public GraphException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates an empty error.</summary>
    public GraphException() { }
}
