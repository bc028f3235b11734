using System.Collections.Immutable;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Profiles;

/// <summary>The page of <c>isynet profile --html</c>: the roofline, and where the time of each network goes (docs/report.md).</summary>
public static class ProfileReport
{
    /// <summary>The page; write it with <see cref="ReportPage.WriteFile"/> or, with its pictures, <see cref="ReportPage.Write"/>.</summary>
    /// <param name="device">The accelerator.</param>
    /// <param name="networks">One entry per network and batch; at least one.</param>
    /// <exception cref="ReportException">There is no network.</exception>
    public static ReportPage Create(DeviceRates device, ImmutableArray<NetworkProfile> networks)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (networks.IsDefaultOrEmpty)
            throw new ReportException("a profile page needs at least one network: name one");
        var title = networks.Length == 1 ? $"{networks[0].Name} on {device.Name}" : $"{Quantity.Whole(networks.Length)} profiles on {device.Name}";
        return new ReportPage(title, $"{device.Precision}, peak {Quantity.Count(device.PeakMacsPerSecond)}MAC/s", Lead(networks),
            [Overview(networks), Roofline(device, networks), .. networks.Select(Layers)]);
    }

    private static ImmutableArray<ReportPart> Lead(ImmutableArray<NetworkProfile> networks) => networks is not [var network] ? [] :
    [
        new Headlines(
        [
            new("Latency per image", Quantity.Significant(network.LatencyMsPerImage), "ms", $"{Quantity.Significant(network.LatencyMs)} ms for a batch of {Quantity.Whole(network.Batch)}"),
            new("Matrix efficiency", Quantity.Fraction(network.Mem), "MEM", $"achieved {Quantity.Fraction(network.AchievedMem)}"),
            new("Parameters", Quantity.Count(network.Params)),
            new("MACs per image", Quantity.Count(network.Macs)),
        ]),
    ];

    private static Section Overview(ImmutableArray<NetworkProfile> networks) => new("Overview", [new ReportTable(
        "Predicted for the device; achieved MEM is the share of the peak matrix rate that the latency amounts to.",
        [
            new("Network", IsNumeric: false), new("Batch"), new("Parameters"), new("MACs per image"), new("Latency of the batch (ms)"),
            new("Latency (ms per image)"), new("MEM"), new("Achieved MEM"), new("Layers"),
        ],
        [.. networks.Select(network => new Row(
            [
                network.Name,
                new(Quantity.Whole(network.Batch), network.Batch),
                new(Quantity.Count(network.Params), network.Params),
                new(Quantity.Count(network.Macs), network.Macs),
                new(Quantity.Significant(network.LatencyMs), network.LatencyMs),
                new(Quantity.Significant(network.LatencyMsPerImage), network.LatencyMsPerImage),
                new(Quantity.Fraction(network.Mem), network.Mem),
                new(Quantity.Fraction(network.AchievedMem), network.AchievedMem),
                new(Quantity.Whole(network.Layers.Length), network.Layers.Length),
            ]))])]);

    private static Section Roofline(DeviceRates device, ImmutableArray<NetworkProfile> networks) => new("Roofline",
    [
        new FigurePart(RooflineFigure.Create(device, networks),
            "Each point is a layer with matrix work. Under the slanted lines, data arrives too slowly for the matrix unit; the flat line is its peak. "
            + "A layer above the line of the external memory finds part of its data in the cache."),
    ]);

    private static Section Layers(NetworkProfile network, int index) => new(network.Label,
    [
        .. network.Notes.Select(note => new Note(note, NoteTone.Bad)),
        new FigurePart(LayerLatencyFigure.Create(network.Name, network.Layers, network.Batch, $"layers-{index + 1}"),
            "The parts of a bar add up to the layer's latency; work that hides behind other work is not counted again."),
        LayerTable.Of($"Fused layers in order of execution; times and traffic are those of a whole batch of {Quantity.Whole(network.Batch)}.", network.Layers),
    ]);
}
