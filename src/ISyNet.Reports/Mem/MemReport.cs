using System.Collections.Immutable;
using ISyNet.Hardware.Mem;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;
using ISyNet.Search.Spaces;

namespace ISyNet.Reports.Mem;

/// <summary>MEM of several spaces on one device at one batch.</summary>
/// <param name="Device">Name of the accelerator.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="Spaces">The spaces, in the order to show them.</param>
public sealed record DeviceMem(string Device, int Batch, ImmutableArray<SpaceMem> Spaces);

/// <summary>The page of <c>isynet mem</c>: the spaces side by side, one section per device, and what lowers MEM (docs/report.md).</summary>
public static class MemReport
{
    /// <summary>The page; write it with <see cref="ReportPage.WriteFile"/> or, with its pictures, <see cref="ReportPage.Write"/>.</summary>
    /// <param name="devices">At least one device with at least one space.</param>
    /// <exception cref="ReportException">There is none.</exception>
    public static ReportPage Create(ImmutableArray<DeviceMem> devices)
    {
        if (devices.IsDefaultOrEmpty || devices.Any(d => d.Spaces.IsDefaultOrEmpty))
            throw new ReportException("a MEM page needs at least one device and one space: name one of each");
        return new ReportPage("Matrix efficiency (MEM)", "Search spaces side by side, and what lowers it.", [new Paragraph(MemTable.Definition)],
            [.. devices.Select(Chapter)]);
    }

    private static Section Chapter(DeviceMem device, int index)
    {
        var spaces = device.Spaces.Select(space => new SpaceSummary(space)).ToImmutableArray();
        var number = Quantity.Whole(index + 1);
        return new Section($"{device.Device}, batch {Quantity.Whole(device.Batch)}",
        [
            new FigurePart(MemFigure.Create(spaces, device.Device, $"mem-{number}"),
                MemFigure.Caption),
            MemTable.Create(spaces),
            new FigurePart(MemLossFigure.Create(device.Spaces, device.Device, $"mem-losses-{number}"),
                "The length of a bar is 1 − MEM: the part of the ideal time that is not matrix work, by the class of the operation that causes it."),
            new ReportTable("Share of each operation class in the loss of MEM.",
                [new("Space", IsNumeric: false), new("Operation class", IsNumeric: false), new("Share of the loss (%)")],
                [.. device.Spaces.SelectMany(space => space.Losses.Select(loss => new Row(
                    [space.Name, loss.Class, new(Quantity.Percent(loss.LossShare, 1), loss.LossShare)])))]),
        ]);
    }
}
