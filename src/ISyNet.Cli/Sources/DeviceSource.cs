
using ISyNet.Hardware.Devices;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the accelerator that a command line names: a shipped one, or a device file, <c>:PRECISION</c> behind it.</summary>
internal static class DeviceSource
{
    public static Device Load(string name)
    {
        var (device, precision) = Split(name);
        if (precision is null)
            return device;
        return device.At(precision) ?? throw UsageException.Unknown($"precision of {device.Name}", precision, device.Precisions.Select(p => p.Name));
    }

    /// <summary>The device as its file says it, and the precision that is asked for beside it; null where none is.</summary>
    public static (Device Device, string? Precision) Split(string name)
    {
        var colon = name.LastIndexOf(':');
        var (place, precision) = colon > 0 && !File.Exists(name) ? (name[..colon], name[(colon + 1)..]) : (name, null);
        if (place.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return (File.Exists(place) ? DeviceFile.Load(place) : throw new UsageException($"{place}: no such device file"), precision);
        return (DeviceCatalog.Find(place) ?? throw (Path.Exists(place)
            ? new UsageException($"{place}: is no device file (.json): 'isynet device new my.json' writes one, and 'isynet device list' names the shipped devices")
            : UsageException.Unknown("device", place, DeviceCatalog.Names)), precision);
    }
}
