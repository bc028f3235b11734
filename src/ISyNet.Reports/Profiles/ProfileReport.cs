using System.Collections.Immutable;
using ISyNet.Hardware.Latency;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;
using ISyNet.Reports.Networks;

namespace ISyNet.Reports.Profiles;

/// <summary>The page of <c>isynet profile --html</c>: the roofline, and where the time of each network goes (docs/report.md).</summary>
public static class ProfileReport
{
    private const int MostNamed = 3;

    /// <summary>The page; write it with <see cref="ReportPage.WriteFile"/> or, with its pictures, <see cref="ReportPage.Write"/>.</summary>
    /// <param name="device">The accelerator.</param>
    /// <param name="networks">One entry per network and batch; at least one.</param>
    /// <exception cref="ReportException">There is no network.</exception>
    public static ReportPage Create(DeviceRates device, ImmutableArray<NetworkProfile> networks)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (networks.IsDefaultOrEmpty)
            throw new ReportException("a profile page needs at least one network: name one");
        var names = networks.Select(network => network.Name).Distinct().ToArray();
        var title = $"{(names.Length <= MostNamed ? string.Join(", ", names) : $"{Quantity.Whole(names.Length)} networks")} on {device.Name}";
        return new ReportPage(title, $"{device.Precision}, peak {Quantity.Count(device.PeakMacsPerSecond)}MAC/s", Lead(networks),
            [Overview(networks), Roofline(device, networks), .. networks.Select(Layers)]);
    }

    private static ImmutableArray<ReportPart> Lead(ImmutableArray<NetworkProfile> networks) => networks is not [{ Cost: var cost }] ? [] :
    [
        CandidateParts.Totals(cost),
    ];

    private static Section Overview(ImmutableArray<NetworkProfile> networks) => new("Overview", [new ReportTable(
        "Predicted for the device; achieved MEM is the fraction of the peak matrix rate that this latency corresponds to.",
        [
            new("Network", IsNumeric: false), new("Batch"), new("Latency (ms per image)"), new("80 % band (ms per image)"), new("Latency of the batch (ms)"),
            new("MEM"), new("Achieved MEM"), new("Parameters"), new("MACs per image"),
        ],
        [.. networks.Select(network => (network.Name, network.Cost, network.Cost.Totals)).Select(n => new Row(
            [
                n.Name,
                new(Quantity.Whole(n.Cost.Batch), n.Cost.Batch),
                new(Quantity.Significant(n.Totals.LatencyMsPerImage), n.Totals.LatencyMsPerImage),
                Band(n.Cost),
                new(Quantity.Significant(n.Totals.LatencyMs), n.Totals.LatencyMs),
                new(Quantity.Fraction(n.Totals.Mem), n.Totals.Mem),
                new(Quantity.Fraction(n.Cost.MatrixUtilisation), n.Cost.MatrixUtilisation),
                new(Quantity.Count(n.Totals.Params), n.Totals.Params),
                new(Quantity.Count(n.Totals.Macs), n.Totals.Macs),
            ]))])]);

    private static Cell Band(NetworkCost cost) => cost is { LowMs: { } low, HighMs: { } high }
        ? new Cell($"{Quantity.Significant(low / cost.Batch)} to {Quantity.Significant(high / cost.Batch)}", low / cost.Batch) : Quantity.None;

    private static Section Roofline(DeviceRates device, ImmutableArray<NetworkProfile> networks) => new("Roofline",
    [
        new FigurePart(RooflineFigure.Create(device, networks), RooflineFigure.Caption),
    ]);

    private static Section Layers(NetworkProfile network, int index) => new(network.Label,
    [
        .. network.Notes.Select(note => new Note(note, NoteTone.Bad)),
        new NetworkDrawing(network.Cost),
        new FigurePart(LayerLatencyFigure.Create(network.Name, network.Cost.Operations, network.Cost.Batch, $"layers-{index + 1}", network.Cost.Lowered.Device),
            "The parts of a bar add up to the layer's latency; work that overlaps with other work is not counted again."),
        .. network.Advice is { } advice ? AdviceParts.Create(advice) : [],
        LayerTable.Create(network.Cost),
    ]);
}
