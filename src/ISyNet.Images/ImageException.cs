namespace ISyNet.Images;

/// <summary>A picture or data set that cannot be used. The message is one line: file, place, reason.</summary>
public sealed class ImageException : ISyNetException
{
    /// <summary>Creates the error.</summary>
    public ImageException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public ImageException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates an empty error.</summary>
    public ImageException() { }
}
