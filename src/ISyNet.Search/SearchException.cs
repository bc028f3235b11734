namespace ISyNet.Search;

/// <summary>A search space, genotype, budget or strategy that is not valid. The message is one line for the user.</summary>
public class SearchException : ISyNetException
{
    /// <summary>Creates the error.</summary>
    public SearchException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public SearchException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates an empty error.</summary>
    public SearchException() { }
}
