namespace ISyNet.Core.Results;

/// <summary>A place for results cannot be used: it is occupied, or there is nothing to resume.</summary>
public sealed class OccupiedException : ISyNetException
{
    /// <summary>Creates the error.</summary>
    public OccupiedException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public OccupiedException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates an empty error.</summary>
    public OccupiedException() { }
}
