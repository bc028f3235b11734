namespace ISyNet.Reports;

/// <summary>A report that cannot be drawn or written. The message is one line for the user: what, where, what to do.</summary>
public class ReportException(string message, Exception? inner = null) : ISyNetException(message, inner);
