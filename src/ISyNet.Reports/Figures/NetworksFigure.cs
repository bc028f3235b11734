using System.Collections.Immutable;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Design;
using ISyNet.Search;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>The networks of a final comparison: accuracy on the test images against predicted latency.</summary>
public static class NetworksFigure
{
    private const double MinSpanPoints = 2;

    private static readonly ThemeColor[] ScaledColors = [FigureColors.Blue, FigureColors.Purple, FigureColors.Sky, FigureColors.Vermilion];

    /// <summary>The figure; networks that were not fully trained are left out.</summary>
    public static Figure Create(ImmutableArray<NetworkRow> networks)
    {
        var trained = networks.Where(n => n.TestAccuracy is not null).ToImmutableArray();
        var description = "Scatter plot of test accuracy in percent against predicted latency in milliseconds per image: "
            + string.Join("; ", trained.Select(n =>
                $"{n.Name} {Quantity.Percent(n.TestAccuracy!.Value.Value)} at {Quantity.Significant(n.Cost.LatencyMsPerImage)} ms")) + ".";
        return new Figure("networks", "Test accuracy of the trained networks", description, 860, 420, () => Draw(trained))
        {
            Chart = new PlaneChart("Test accuracy of the trained networks", description, new ChartAxis("Predicted latency", "ms per image"), new ChartAxis("Accuracy on test images", "%"),
                [.. trained.Select(n => new ChartSeries(n.Name, [new ChartPoint(n.Cost.LatencyMsPerImage, 100 * n.TestAccuracy!.Value.Value, n.Name,
                    $"{n.Role}\n95 % interval {Quantity.Percent(n.TestAccuracy!.Value.Low95, 1)} to {Quantity.Percent(n.TestAccuracy!.Value.High95, 1)} %\n{Quantity.Count(n.Cost.Params)} parameters")])
                {
                    Role = n.Role == NetworkRole.Designed ? ChartRole.Chosen : ChartRole.Named,
                })]),
        };
    }

    private static Plot Draw(ImmutableArray<NetworkRow> networks)
    {
        var plot = PlotFrame.Create("Predicted latency (ms per image)", "Accuracy on test images (%)");
        var legend = new List<LegendItem>();
        var scaled = 0;
        foreach (var network in networks)
        {
            var (shape, color, size) = Look(network.Role, ref scaled);
            var marker = plot.Add.ScatterPoints(new[] { network.Cost.LatencyMsPerImage }, new[] { 100 * network.TestAccuracy!.Value.Value }, color.Color);
            marker.MarkerStyle = PlotFrame.Marker(shape, color, size);
            legend.Add(PlotFrame.MarkerItem(PlotFrame.Short(network.Name, 30), shape, color, 11));
        }

        var (left, right) = PlotFrame.Padded(networks.Select(n => n.Cost.LatencyMsPerImage), 0.08);
        var (bottom, top) = PlotFrame.Padded(networks.Select(n => 100 * n.TestAccuracy!.Value.Value), 0.12);
        // Fractions of a point are within the noise of a test set: the axis does not blow them up.
        var room = Math.Max(0, MinSpanPoints - (top - bottom)) / 2;
        (bottom, top) = (bottom - room, top + room);
        plot.Axes.SetLimits(Math.Max(0, left), right, bottom, top);
        PlotFrame.NumericTicks(plot.Axes.Bottom, Ticks.Plain);
        PlotFrame.NumericTicks(plot.Axes.Left, Ticks.Plain);
        PlotFrame.Legend(plot, legend);
        return plot;
    }

    private static (MarkerShape Shape, ThemeColor Color, float Size) Look(NetworkRole role, ref int scaled) => role switch
    {
        NetworkRole.Designed => (MarkerShape.FilledDiamond, FigureColors.Green, 16),
        NetworkRole.Baseline => (MarkerShape.FilledSquare, FigureColors.Orange, 12),
        _ => (MarkerShape.FilledCircle, ScaledColors[scaled++ % ScaledColors.Length], 12),
    };
}
