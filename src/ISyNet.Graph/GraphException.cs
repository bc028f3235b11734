namespace ISyNet.Graph;

/// <summary>
/// A network, architecture, weight or model file that is not valid. The message is one line for the user:
/// what is wrong, where, and what to do.
/// </summary>
public class GraphException(string message, Exception? inner = null) : ISyNetException(message, inner);
