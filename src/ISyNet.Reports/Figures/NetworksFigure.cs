using System.Collections.Immutable;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Design;
using ISyNet.Search;

namespace ISyNet.Reports.Figures;

/// <summary>The networks of a final comparison: accuracy on the test images against predicted latency.</summary>
internal static class NetworksFigure
{
    private const double MinSpanPoints = 2;

    /// <summary>The figure; networks that were not fully trained are left out.</summary>
    public static Figure Create(ImmutableArray<NetworkRow> networks)
    {
        var trained = networks.Where(n => n.TestAccuracy is not null).ToImmutableArray();
        var description = "Scatter plot of test accuracy in percent against predicted latency in milliseconds per image: "
            + string.Join("; ", trained.Select(n =>
                $"{n.Name} {Quantity.Percent(n.TestAccuracy!.Value.Value)} at {Quantity.Significant(n.Cost.LatencyMsPerImage)} ms")) + ".";
        return Figure.FromChart("networks", 860, 420, new PlaneChart("Test accuracy of the trained networks", description, new ChartAxis("Predicted latency", "ms per image"), Accuracies(trained),
            [
                .. trained.Select(n => new ChartSeries(n.Name, [new ChartPoint(n.Cost.LatencyMsPerImage, 100 * n.TestAccuracy!.Value.Value, n.Name,
                    $"{n.Role}\n95 % interval {Quantity.Percent(n.TestAccuracy!.Value.Low95, 1)} to {Quantity.Percent(n.TestAccuracy!.Value.High95, 1)} %\n{Quantity.Count(n.Cost.Params)} parameters")])
                {
                    Role = n.Role == NetworkRole.Designed ? ChartRole.Chosen : ChartRole.Named,
                }),
            ]));
    }

    // Fractions of a point are within the noise of a test set: the axis does not blow them up.
    private static ChartAxis Accuracies(ImmutableArray<NetworkRow> networks)
    {
        var (bottom, top) = PlotFrame.Padded(networks.Select(n => 100 * n.TestAccuracy!.Value.Value), 0.12);
        var room = Math.Max(0, MinSpanPoints - (top - bottom)) / 2;
        return new ChartAxis("Accuracy on test images", "%") { Min = bottom - room, Max = top + room };
    }
}
