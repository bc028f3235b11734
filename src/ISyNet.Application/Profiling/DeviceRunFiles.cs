using ISyNet.Core.Results;
using ISyNet.Hardware;
using ISyNet.Reports.Figures;

namespace ISyNet.Application.Profiling;

/// <summary>The files that the making of a device leaves.</summary>
/// <param name="Device">The device file.</param>
/// <param name="Table">A Markdown file whose marked part holds the tables; none when null.</param>
/// <param name="Plot">A PNG file of predicted against measured latency; none when null.</param>
public sealed record DeviceRunFiles(string Device, string? Table, string? Plot)
{
    /// <summary>Checks, before minutes of work, that nothing would be lost.</summary>
    /// <param name="force">Whether files that are there may be overwritten.</param>
    /// <exception cref="OccupiedException">A file is there.</exception>
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
