namespace ISyNet.Reports;

/// <summary>A report that cannot be drawn or written. The message is one line for the user: what, where, what to do.</summary>
public class ReportException : ISyNetException
{
    /// <summary>Creates the error.</summary>
    public ReportException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public ReportException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates an empty error.</summary>
    public ReportException() { }
}
