using System.Collections.Immutable;
using ISyNet.Hardware.Advice;
using ISyNet.Hardware.Latency;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;
using ISyNet.Reports.Profiles;

namespace ISyNet.Reports.Networks;

/// <summary>What is worth knowing of one network on one device: its drawing, its efficiency, where its time goes and why. Pages and the dashboard show the same.</summary>
public static class CandidateParts
{
    private const int MostSlowest = 5;

    /// <summary>The parts, in order.</summary>
    /// <param name="network">The network and its prediction.</param>
    public static ImmutableArray<ReportPart> Create(NetworkProfile network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return [Totals(network.Cost), .. Latency(network)];
    }

    /// <summary>The drawing, and where the time goes and why.</summary>
    internal static ImmutableArray<ReportPart> Latency(NetworkProfile network) =>
    [
        new NetworkDrawing(network.Cost),
        AdviceParts.Slowest(NetworkAdvice.Explain(network.Cost), MostSlowest),
        new FigurePart(LayerLatencyFigure.Create(network.Name, network.Cost.Operations, network.Cost.Batch, device: network.Cost.Lowered.Device), "The parts of a bar add up to the layer's latency; work that hides behind other work is not counted again."),
        new FigurePart(RooflineFigure.Create(DeviceRates.FromDevice(network.Cost.Lowered.Device), [network]), RooflineFigure.Caption),
    ];

    /// <summary>Latency, MEM and size as big numbers.</summary>
    internal static Headlines Totals(NetworkCost cost) => new(
    [
        new("Latency per image", Quantity.Significant(cost.LatencyMsPerImage), "ms", $"predicted; {Quantity.Significant(cost.LatencyMs)} ms for a batch of {Quantity.Whole(cost.Batch)}{Band(cost)}"),
        new("Matrix efficiency", Quantity.Fraction(cost.Efficiency.Mem), "MEM", $"predicted; achieved {Quantity.Fraction(cost.MatrixUtilisation)}"),
        new("Parameters", Quantity.Count(cost.Lowered.Network.TotalParams)),
        new("MACs per image", Quantity.Count(cost.Lowered.Network.TotalMacs)),
    ]);

    private static string Band(NetworkCost cost) => cost is { LowMs: { } low, HighMs: { } high }
        ? $", 80 % band {Quantity.Significant(low / cost.Batch)} to {Quantity.Significant(high / cost.Batch)} ms per image" : "";
}
