using System.Collections.Immutable;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Design;
using ISyNet.Search;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>The rungs of a scaled network: capacity against predicted latency, each with its name.</summary>
public static class LadderFigure
{
    /// <summary>The figure; networks without a capacity are left out.</summary>
    public static Figure Create(ImmutableArray<NetworkRow> networks)
    {
        ImmutableArray<NetworkRow> rungs = [.. networks.Where(n => n.Capacity is not null).OrderBy(n => n.Cost.LatencyMsPerImage)];
        var description = "Line plot of capacity against predicted latency in milliseconds per image: "
            + string.Join("; ", rungs.Select(n => $"{n.Name} {Quantity.Fraction(n.Capacity!.Value)} at {Quantity.Significant(n.Cost.LatencyMsPerImage)} ms")) + ".";
        return new Figure("ladder", "Capacity of the scaled networks", description, 860, 420, () => Draw(rungs))
        {
            Chart = new PlaneChart("Capacity of the scaled networks", description, new ChartAxis("Predicted latency", "ms per image"), new ChartAxis("Capacity"),
                [.. rungs.Select(n => new ChartSeries(n.Name, [new ChartPoint(n.Cost.LatencyMsPerImage, n.Capacity!.Value, n.Name, $"{Quantity.Count(n.Cost.Params)} parameters, {Quantity.Count(n.Cost.Macs)} MACs per image")]))]),
        };
    }

    private static Plot Draw(ImmutableArray<NetworkRow> rungs)
    {
        var plot = PlotFrame.Create("Predicted latency (ms per image)", "Capacity");
        var line = plot.Add.ScatterLine(rungs.Select(n => n.Cost.LatencyMsPerImage).ToArray(), rungs.Select(n => n.Capacity!.Value).ToArray(), FigureColors.Faint.Color);
        line.LineWidth = 1.5f;
        var legend = new List<LegendItem>();
        for (var i = 0; i < rungs.Length; i++)
        {
            var (shape, color) = rungs[i].Role == NetworkRole.Baseline ? (MarkerShape.FilledSquare, FigureColors.Orange) : (MarkerShape.FilledCircle, FigureColors.ForSeries(i));
            plot.Add.ScatterPoints(new[] { rungs[i].Cost.LatencyMsPerImage }, new[] { rungs[i].Capacity!.Value }, color.Color).MarkerStyle = PlotFrame.Marker(shape, color, 12);
            legend.Add(PlotFrame.MarkerItem(PlotFrame.Short(rungs[i].Name, 30), shape, color, 11));
        }

        var (left, right) = PlotFrame.Padded(rungs.Select(n => n.Cost.LatencyMsPerImage), 0.08);
        var (bottom, top) = PlotFrame.Padded(rungs.Select(n => n.Capacity!.Value), 0.12);
        plot.Axes.SetLimits(Math.Max(0, left), right, bottom, top);
        PlotFrame.NumericTicks(plot.Axes.Bottom, Ticks.Plain);
        PlotFrame.NumericTicks(plot.Axes.Left, Ticks.Plain);
        PlotFrame.Legend(plot, legend);
        return plot;
    }
}
