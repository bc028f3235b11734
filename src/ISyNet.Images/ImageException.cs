namespace ISyNet.Images;

/// <summary>A picture or data set that cannot be used. The message is one line: file, place, reason.</summary>
public sealed class ImageException(string message, Exception? inner = null) : ISyNetException(message, inner);
