using System.Collections.Immutable;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Design;

namespace ISyNet.Reports.Figures;

/// <summary>The rungs of a scaled network: capacity against predicted latency, each with its name.</summary>
internal static class LadderFigure
{
    /// <summary>The figure; networks without a capacity are left out.</summary>
    public static Figure Create(ImmutableArray<NetworkRow> networks)
    {
        ImmutableArray<NetworkRow> rungs = [.. networks.Where(n => n.Capacity is not null).OrderBy(n => n.Cost.LatencyMsPerImage)];
        var description = "Line plot of capacity against predicted latency in milliseconds per image: "
            + string.Join("; ", rungs.Select(n => $"{n.Name} {Quantity.Fraction(n.Capacity!.Value)} at {Quantity.Significant(n.Cost.LatencyMsPerImage)} ms")) + ".";
        ImmutableArray<ChartPoint> points = [.. rungs.Select(n => new ChartPoint(n.Cost.LatencyMsPerImage, n.Capacity!.Value, n.Name, $"{Quantity.Count(n.Cost.Params)} parameters, {Quantity.Count(n.Cost.Macs)} MACs per image"))];
        return Figure.FromChart("ladder", 860, 420, new PlaneChart("Capacity of the scaled networks", description, new ChartAxis("Predicted latency", "ms per image"), new ChartAxis("Capacity"),
            [new ChartSeries("by latency", points) { Role = ChartRole.Limit, Line = ChartLine.Straight }, .. points.Select(point => new ChartSeries(point.Name!, [point]))]));
    }
}
