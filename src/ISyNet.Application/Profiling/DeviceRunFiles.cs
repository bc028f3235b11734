using ISyNet.Core.Results;
using ISyNet.Hardware.Devices;
using ISyNet.Reports.Figures;

namespace ISyNet.Application.Profiling;

/// <summary>The files that are written when a device is built or calibrated.</summary>
/// <param name="Device">The device file.</param>
/// <param name="Table">A Markdown file; the tables go into its marked part. Null for none.</param>
/// <param name="Plot">A PNG file of predicted against measured latency; null for none.</param>
public sealed record DeviceRunFiles(string Device, string? Table, string? Plot)
{
    /// <summary>Checks before the long computation that no file would be lost.</summary>
    /// <param name="force">Whether existing files may be overwritten.</param>
    /// <exception cref="OccupiedException">A file exists.</exception>
    public void RequireFree(bool force)
    {
        ResultFolder.RequireFree(Device, force);
        if (Plot is not null)
            ResultFolder.RequireFree(Plot, force);
        if (Table is not null)
            ResultFolder.RequireFree(Table, force || !MarkedSection.WouldOverwrite(Table));
    }

    internal void Write(Device device, string tables, Figure plot)
    {
        DeviceFile.Save(device, Device);
        if (Table is not null)
            MarkedSection.Write(Table, tables);
        if (Plot is not null)
            AtomicFile.Write(Plot, stream => stream.Write(plot.ToPng()));
    }
}
