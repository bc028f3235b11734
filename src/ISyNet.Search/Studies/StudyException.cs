namespace ISyNet.Search.Studies;

/// <summary>
/// A study that cannot be opened, written or resumed. The message is one line for the user: what is wrong, where, and
/// what to do.
/// </summary>
public class StudyException(string message, Exception? inner = null) : ISyNetException(message, inner);
