namespace ISyNet.Hardware;

/// <summary>A device that is not sound or cannot run a network. One line: which file and field, which rule, what to do.</summary>
public sealed class DeviceException : ISyNetException
{
    /// <summary>Creates the error.</summary>
    public DeviceException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public DeviceException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates an empty error.</summary>
    public DeviceException() { }
}
