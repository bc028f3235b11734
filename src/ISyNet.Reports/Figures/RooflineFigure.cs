using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Hardware;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Fonts;
using ISyNet.Reports.Profiles;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>
/// The roofline: the rate that each layer reaches against its arithmetic intensity, under the roofs of the matrix unit and
/// of each memory level, on logarithmic axes. After Williams, Waterman and Patterson, "Roofline" (CACM 2009).
/// </summary>
public static class RooflineFigure
{
    private static readonly MarkerShape[] Shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond];

    /// <summary>How to read the figure.</summary>
    public const string Caption = "Each point is a layer with matrix work. Under the slanted lines, data arrives too slowly for the matrix unit; the flat line is its peak. "
        + "A layer above the line of the external memory finds part of its data in the cache.";

    /// <summary>The figure; layers without multiply-accumulates are left out.</summary>
    /// <param name="device">Peak rates of the accelerator.</param>
    /// <param name="networks">Networks to show, one series each.</param>
    public static Figure Create(DeviceRates device, ImmutableArray<NetworkProfile> networks)
    {
        ArgumentNullException.ThrowIfNull(device);
        var series = networks.Select(network => (network.Label, Points: Points(network))).ToArray();
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Roofline plot: rate in multiply-accumulates per second against intensity in multiply-accumulates per byte, both logarithmic, for {series.Sum(s => s.Points.Length)} layers under the peak of {Quantity.Count(device.PeakMacsPerSecond)}MAC/s.");
        var title = $"Roofline of {PlotFrame.Short(device.Name, 30)}";
        return new Figure("roofline", title, description, 860, 520, () => Draw(device, series)) { Chart = Chart(title, description, device, networks) };
    }

    private static PlaneChart Chart(string title, string description, DeviceRates device, ImmutableArray<NetworkProfile> networks)
    {
        ChartSeries[] layers =
        [
            .. networks.Select(network => new ChartSeries(networks.Select(n => n.Name).Distinct().Count() == networks.Length ? network.Name : network.Label,
            [
                .. Layers(network).Select(o => new ChartPoint(Intensity(o), Rate(o), o.Operation.Name, $"{network.Cost.Lowered.Describe(o.Operation)}\nbound by {LayerTable.BoundName(o.Bound)}")),
            ])),
        ];
        var ridges = device.Memories.Select(memory => device.PeakMacsPerSecond / memory.BytesPerSecond);
        var (left, right) = (0.7 * layers.SelectMany(s => s.Points.Select(p => p.X)).Concat(ridges).DefaultIfEmpty(1).Min(), 1.4 * layers.SelectMany(s => s.Points.Select(p => p.X)).Concat(ridges).DefaultIfEmpty(1).Max());
        var lowest = layers.SelectMany(s => s.Points.Select(p => p.Y)).Append(device.PeakMacsPerSecond / 10).Min();
        return new PlaneChart(title, description,
            new ChartAxis("Arithmetic intensity", "MAC per byte through the cache") { IsLogarithmic = true },
            new ChartAxis("Rate", "MAC/s") { IsLogarithmic = true, Min = 0.7 * lowest, Max = 1.7 * device.PeakMacsPerSecond },
            [.. device.Memories.Select((memory, i) => Roof(memory, i > 0)), .. layers]);

        ChartSeries Roof(MemoryRate memory, bool isDashed) => new(
            $"{memory.Name}, {Quantity.Significant(memory.BytesPerSecond / 1e9)} GB/s; peak {Quantity.Count(device.PeakMacsPerSecond)}MAC/s",
            [new(left, left * memory.BytesPerSecond), new(device.PeakMacsPerSecond / memory.BytesPerSecond, device.PeakMacsPerSecond), new(right, device.PeakMacsPerSecond)])
        {
            Role = ChartRole.Limit,
            Line = ChartLine.Straight,
            IsDashed = isDashed,
        };
    }

    private static IEnumerable<OperationCost> Layers(NetworkProfile network) => network.Cost.Operations.Where(o => o.Operation.Macs > 0 && o.CacheBytes > 0 && o.LatencyMs > 0);

    private static double Intensity(OperationCost o) => o.Operation.Macs * (double)o.Batch / o.CacheBytes;

    private static double Rate(OperationCost o) => o.Operation.Macs * (double)o.Batch / (1e-3 * o.LatencyMs);

    /// <summary>Decimal logarithms of intensity (MAC per byte through the cache) and rate (MAC/s).</summary>
    private static (double X, double Y)[] Points(NetworkProfile network) =>
        [.. Layers(network).Select(o => (Math.Log10(Intensity(o)), Math.Log10(Rate(o))))];

    private static Plot Draw(DeviceRates device, (string Label, (double X, double Y)[] Points)[] series)
    {
        var plot = PlotFrame.Create("Arithmetic intensity (MAC per byte through the cache)", "Rate (MAC/s)");
        var peak = Math.Log10(device.PeakMacsPerSecond);
        var ridges = device.Memories.Select(memory => peak - Math.Log10(memory.BytesPerSecond)).ToArray();
        var all = series.SelectMany(s => s.Points).ToArray();
        var (left, right) = PlotFrame.Padded(all.Select(p => p.X).Concat(ridges));
        var (bottom, _) = PlotFrame.Padded(all.Select(p => p.Y).Append(peak - 1));
        var legend = new List<LegendItem>();
        for (var i = 0; i < device.Memories.Length; i++)
        {
            AddRoof(plot, left, right, ridges[i], peak, i == 0 ? LinePattern.Solid : LinePattern.Dashed);
            legend.Add(PlotFrame.LineItem(
                $"{device.Memories[i].Name}, {Quantity.Significant(device.Memories[i].BytesPerSecond / 1e9)} GB/s",
                FigureColors.Ink, i == 0 ? LinePattern.Solid : LinePattern.Dashed));
        }

        for (var i = 0; i < series.Length; i++)
        {
            var shape = Shapes[i % Shapes.Length];
            var color = FigureColors.ForSeries(i);
            var markers = plot.Add.ScatterPoints(
                series[i].Points.Select(p => p.X).ToArray(), series[i].Points.Select(p => p.Y).ToArray(), color.Color);
            markers.MarkerStyle = PlotFrame.Marker(shape, color, 8);
            legend.Add(PlotFrame.MarkerItem(PlotFrame.Short(series[i].Label, 30), shape, color));
        }

        var text = plot.Add.Text($"peak {Quantity.Count(device.PeakMacsPerSecond)}MAC/s", right, peak);
        text.LabelAlignment = Alignment.LowerRight;
        text.LabelFontName = ReportFont.Family;
        text.LabelFontSize = 13;
        text.LabelFontColor = FigureColors.Ink.Color;
        text.OffsetX = -4;
        text.OffsetY = -4;
        plot.Axes.SetLimits(left, right, bottom, peak + 0.25);
        PlotFrame.NamedTicks(plot.Axes.Bottom, Ticks.Logarithmic(left, right, Ticks.Plain));
        PlotFrame.NamedTicks(plot.Axes.Left, Ticks.Logarithmic(bottom, peak + 0.25, Ticks.Prefixed));
        PlotFrame.Legend(plot, legend);
        return plot;
    }

    private static void AddRoof(Plot plot, double left, double right, double ridge, double peak, LinePattern pattern)
    {
        var roof = plot.Add.ScatterLine(new[] { left, ridge, right }, new[] { peak - (ridge - left), peak, peak }, FigureColors.Ink.Color);
        roof.LineWidth = 1.5f;
        roof.LinePattern = pattern;
    }
}
