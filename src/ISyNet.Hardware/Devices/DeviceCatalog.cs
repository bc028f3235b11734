using System.Collections.Immutable;

namespace ISyNet.Hardware.Devices;

/// <summary>The devices that ship with the product, each a file inside this assembly.</summary>
public static class DeviceCatalog
{
    private static readonly EmbeddedCatalog Catalog = new(typeof(DeviceCatalog).Assembly, "devices");

    /// <summary>Names of all devices, sorted.</summary>
    public static ImmutableArray<string> Names => Catalog.Names;

    /// <summary>
    /// Finds a device by name, case ignored; <c>ascend310:int8</c> is that device at another of its precisions.
    /// Null if there is none.
    /// </summary>
    public static Device? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Split(':', 2);
        if (Catalog.Text(parts[0]) is not { } text)
            return null;
        var device = DeviceFile.Parse(text);
        return parts.Length == 1 ? device : device.At(parts[1]);
    }

    /// <summary>The text of the file of a shipped device. Users start their own files from it.</summary>
    /// <exception cref="DeviceException">There is no such device.</exception>
    public static string Text(string name) =>
        Catalog.Text(name) ?? throw new DeviceException($"no device is called '{name}'; there are {string.Join(", ", Names)}");
}
