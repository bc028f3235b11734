namespace ISyNet.Training;

/// <summary>A network, recipe, checkpoint or run that cannot be trained. The message is one line: what, where, what to do.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : ISyNetException(message, inner);
