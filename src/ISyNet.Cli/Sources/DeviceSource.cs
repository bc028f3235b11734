using ISyNet.Hardware;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the accelerator that a command line names: a shipped one, or a device file.</summary>
internal static class DeviceSource
{
    public static Device Load(string name)
    {
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return File.Exists(name) ? DeviceFile.Load(name) : throw new UsageException($"{name}: no such device file");
        if (DeviceCatalog.Find(name) is { } device)
            return device;
        if (name.Split(':', 2) is [var known, var precision] && DeviceCatalog.Find(known) is { } found)
            throw UsageException.Unknown($"precision of {found.Name}", precision, found.Precisions.Select(p => p.Name));
        throw UsageException.Unknown("device", name, DeviceCatalog.Names);
    }
}
