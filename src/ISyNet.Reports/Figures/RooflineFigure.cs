using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Hardware.Latency;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Profiles;

namespace ISyNet.Reports.Figures;

/// <summary>
/// The roofline: the rate that each layer reaches against its arithmetic intensity, under the roofs of the matrix unit and
/// of each memory level, on logarithmic axes. After Williams, Waterman and Patterson, "Roofline" (CACM 2009).
/// </summary>
public static class RooflineFigure
{
    /// <summary>How to read the figure.</summary>
    public const string Caption = "Each point is a layer with matrix work. Under the slanted lines, data arrives too slowly for the matrix unit; the flat line is its peak. "
        + "A layer above the line of the external memory finds part of its data in the cache.";

    /// <summary>The figure; layers without multiply-accumulates are left out.</summary>
    /// <param name="device">Peak rates of the accelerator.</param>
    /// <param name="networks">Networks to show, one series each.</param>
    public static Figure Create(DeviceRates device, ImmutableArray<NetworkProfile> networks)
    {
        ArgumentNullException.ThrowIfNull(device);
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Roofline plot: rate in multiply-accumulates per second against intensity in multiply-accumulates per byte, both logarithmic, for {networks.Sum(network => Layers(network).Count())} layers under the peak of {Quantity.Count(device.PeakMacsPerSecond)}MAC/s.");
        var title = $"Roofline of {PlotFrame.Short(device.Name, 30)}";
        return Figure.FromChart("roofline", 860, 520, Chart(title, description, device, networks));
    }

    private static PlaneChart Chart(string title, string description, DeviceRates device, ImmutableArray<NetworkProfile> networks)
    {
        ChartSeries[] layers =
        [
            .. networks.Select(network => new ChartSeries(networks.Select(n => n.Name).Distinct().Count() == networks.Length ? network.Name : network.Label,
            [
                .. Layers(network).Select(o => new ChartPoint(Intensity(o), Rate(o), o.Operation.Name, $"{network.Cost.Lowered.Describe(o.Operation)}\nbound by {o.Bound.Word(network.Cost.Lowered.Device)}")),
            ])
            {
                Role = network.IsChosen ? ChartRole.Chosen : ChartRole.Named,
                Candidate = network.Candidate,
            }),
        ];
        var ridges = device.Memories.Select(memory => device.PeakMacsPerSecond / memory.BytesPerSecond);
        var (left, right) = (0.7 * layers.SelectMany(s => s.Points.Select(p => p.X)).Concat(ridges).DefaultIfEmpty(1).Min(), 1.4 * layers.SelectMany(s => s.Points.Select(p => p.X)).Concat(ridges).DefaultIfEmpty(1).Max());
        var lowest = layers.SelectMany(s => s.Points.Select(p => p.Y)).Append(device.PeakMacsPerSecond / 10).Min();
        return new PlaneChart(title, description,
            new ChartAxis("Arithmetic intensity", "MAC per byte through the cache") { IsLogarithmic = true, Min = left, Max = right },
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
}
