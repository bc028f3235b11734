namespace ISyNet.Detection;

/// <summary>An error in annotations, scenes or a detector. The message is one line: what, where, what to do.</summary>
public class DetectionException(string message, Exception? inner = null) : ISyNetException(message, inner);
