using ISyNet.Search.Studies;

namespace ISyNet.Cluster;

/// <summary>A cluster that cannot be reached, or a worker that it refuses. The message is one line for the user.</summary>
public sealed class ClusterException(string message, Exception? inner = null) : StudyException(message, inner);
