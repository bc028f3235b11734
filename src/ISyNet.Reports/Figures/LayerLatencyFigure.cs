using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Reports.Charts;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>The latency of a network by layer: one stacked bar per layer, split into matrix and vector unit, cache and memory transfers, and launch.</summary>
public static class LayerLatencyFigure
{
    private const int MaxBars = 80;
    private const int BarPixels = 19;

    private static readonly (Bound Bound, ThemeColor Color, ChartRole Role, Func<OperationCost, double> Ms)[] Parts =
    [
        (Bound.Matrix, FigureColors.Blue, ChartRole.Matrix, layer => layer.MatrixMs),
        (Bound.Vector, FigureColors.Orange, ChartRole.Vector, layer => layer.VectorMs),
        (Bound.Cache, FigureColors.Purple, ChartRole.Cache, layer => layer.CacheMs),
        (Bound.External, FigureColors.Green, ChartRole.External, layer => layer.ExternalMs),
        (Bound.Overhead, FigureColors.Faint, ChartRole.Overhead, layer => layer.OverheadMs),
    ];

    /// <summary>The figure. For a network with more than 80 layers, the 80 most expensive have a bar each and the others share the last bar.</summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="layers">Its fused layers, in order of execution; times of the whole batch.</param>
    /// <param name="batch">Images per batch.</param>
    /// <param name="name">File name without extension.</param>
    /// <param name="device">The device, which names the parts (<see cref="BoundText"/>); null for one with a matrix unit.</param>
    public static Figure Create(string network, ImmutableArray<OperationCost> layers, int batch, string name = "layers", Device? device = null)
    {
        var bars = Bars(layers, device);
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Stacked bars: the latency in microseconds of each of {layers.Length} layers of {network} at batch {batch}, split into {string.Join(", ", Parts.Select(part => part.Bound.Word(device)))}.");
        var title = $"Latency per layer of {PlotFrame.Short(network, 40)}, batch {batch.ToString(CultureInfo.InvariantCulture)}";
        return new Figure(name, title, description, 860, 110 + (BarPixels * bars.Length), () => Draw(bars, device))
        {
            Chart = new BarChart(title, description, new ChartAxis("Latency of the whole batch", "µs"), [.. Parts.Select(part => new BarPart(part.Bound.Word(device), part.Role))],
                [.. bars.Select(bar => new ChartBar(bar.Name, [.. bar.PartsMs.Select(ms => 1000 * Math.Max(0, ms))], bar.Text))]),
        };
    }

    private static Plot Draw(LayerBar[] layers, Device? device)
    {
        var plot = PlotFrame.Create("Latency of the whole batch (µs)", "");
        var bars = new List<Bar>();
        for (var i = 0; i < layers.Length; i++)
        {
            var start = 0.0;
            for (var p = 0; p < Parts.Length; p++)
            {
                var color = Parts[p].Color;
                var end = start + Math.Max(0, 1000 * layers[i].PartsMs[p]);
                bars.Add(new Bar
                {
                    Position = -i,
                    ValueBase = start,
                    Value = end,
                    Size = 0.72,
                    FillColor = color.Color,
                    LineWidth = 0,
                    Orientation = Orientation.Horizontal,
                });
                start = end;
            }
        }

        plot.Add.Bars(bars);
        PlotFrame.NamedTicks(plot.Axes.Left, layers.Select((layer, i) => ((double)-i, PlotFrame.Short(layer.Name, 34))));
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        PlotFrame.NumericTicks(plot.Axes.Bottom);
        var longest = layers.Length == 0 ? 1 : Math.Max(1e-9, 1000 * layers.Max(l => l.PartsMs.Sum()));
        plot.Axes.SetLimits(0, longest * 1.04, -layers.Length + 0.4, 0.6);
        PlotFrame.Legend(plot, Parts.Select(part => PlotFrame.AreaItem(part.Bound.Word(device), part.Color)));
        return plot;
    }

    private static LayerBar[] Bars(ImmutableArray<OperationCost> layers, Device? device)
    {
        if (layers.Length <= MaxBars)
            return [.. layers.Select(Bar)];
        var ranked = layers.Select((layer, index) => (Layer: layer, Index: index)).OrderByDescending(x => x.Layer.LatencyMs).ToArray();
        var kept = ranked.Take(MaxBars).OrderBy(x => x.Index).Select(x => Bar(x.Layer));
        var others = ranked.Skip(MaxBars).Select(x => x.Layer).ToArray();
        var rest = new LayerBar(
            string.Create(CultureInfo.InvariantCulture, $"{others.Length} other layers"), [.. Parts.Select(part => others.Sum(part.Ms))]);
        return [.. kept, rest];

        LayerBar Bar(OperationCost layer) => new(layer.Operation.Name, [.. Parts.Select(part => part.Ms(layer))])
        {
            Text = $"{layer.Operation.Kind}, {layer.Operation.Output}, bound by {layer.Bound.Word(device)}",
        };
    }

    private sealed record LayerBar(string Name, ImmutableArray<double> PartsMs)
    {
        public string? Text { get; init; }
    }
}
