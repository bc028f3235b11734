namespace ISyNet.Core;

/// <summary>
/// The base of the errors that a user can fix: a file, a setting or data that is not valid. The message is one line: what is
/// wrong, where, and what to do.
/// </summary>
public class ISyNetException(string message, Exception? inner = null) : Exception(message, inner);
