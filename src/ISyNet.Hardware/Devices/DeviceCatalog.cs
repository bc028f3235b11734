using System.Collections.Immutable;

namespace ISyNet.Hardware;

/// <summary>The devices that ship with the product, each a file inside this assembly.</summary>
public static class DeviceCatalog
{
    private const string Prefix = "devices/";

    /// <summary>Names of all devices, sorted.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. typeof(DeviceCatalog).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".json".Length])
            .Order(StringComparer.Ordinal)];

    /// <summary>
    /// Finds a device by name, case ignored; <c>ascend310:int8</c> is that device at another of its precisions.
    /// Null if there is none.
    /// </summary>
    public static Device? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Split(':', 2);
        var found = Names.FirstOrDefault(n => n.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        if (found is null)
            return null;
        var device = DeviceFile.Parse(Text(found));
        return parts.Length == 1 ? device : device.At(parts[1]);
    }

    /// <summary>The file of a shipped device, as it is: the start of a user's own.</summary>
    /// <exception cref="DeviceException">There is no such device.</exception>
    public static string Text(string name)
    {
        using var stream = typeof(DeviceCatalog).Assembly.GetManifestResourceStream($"{Prefix}{name}.json")
            ?? throw new DeviceException($"no device is called '{name}'; there are {string.Join(", ", Names)}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
