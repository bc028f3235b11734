namespace ISyNet.Hardware.Devices;

/// <summary>A device that is not sound or cannot run a network. One line: which file and field, which rule, what to do.</summary>
public sealed class DeviceException(string message, Exception? inner = null) : ISyNetException(message, inner);
