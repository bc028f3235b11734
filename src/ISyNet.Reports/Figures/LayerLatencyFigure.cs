using System.Collections.Immutable;
using System.Globalization;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>Where the time of a network goes: one stacked bar per layer, split into matrix, vector, cache and memory transfers, and overhead.</summary>
public static class LayerLatencyFigure
{
    private const int MaxBars = 80;
    private const int BarPixels = 19;

    private static readonly (string Name, ThemeColor Color, Func<LayerCost, double> Ms)[] Parts =
    [
        ("matrix", FigureColors.Blue, layer => layer.MatrixMs),
        ("vector", FigureColors.Orange, layer => layer.VectorMs),
        ("cache", FigureColors.Purple, layer => layer.CacheMs),
        ("external memory", FigureColors.Green, layer => layer.ExternalMs),
        ("overhead", FigureColors.Faint, layer => layer.OverheadMs),
    ];

    /// <summary>The figure. Of a very deep network the costliest 80 layers have a bar each and the others share the last one.</summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="layers">Its fused layers, in order of execution; times of the whole batch.</param>
    /// <param name="batch">Images per batch.</param>
    /// <param name="name">File name without extension.</param>
    public static Figure Create(string network, ImmutableArray<LayerCost> layers, int batch, string name = "layers")
    {
        var bars = Bars(layers);
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Stacked bars: the latency in microseconds of each of {layers.Length} layers of {network} at batch {batch}, split into matrix, vector, cache and memory transfers, and overhead.");
        return new Figure(name, $"Latency per layer of {PlotFrame.Short(network, 40)}, batch {batch.ToString(CultureInfo.InvariantCulture)}",
            description, 860, 110 + (BarPixels * bars.Length), () => Draw(bars));
    }

    private static Plot Draw(LayerCost[] layers)
    {
        var plot = PlotFrame.Create("Latency of the whole batch (µs)", "");
        var bars = new List<Bar>();
        for (var i = 0; i < layers.Length; i++)
        {
            var start = 0.0;
            foreach (var (_, color, ms) in Parts)
            {
                var end = start + Math.Max(0, 1000 * ms(layers[i]));
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
        PlotFrame.NumericTicks(plot.Axes.Bottom, Ticks.Plain);
        var longest = layers.Length == 0 ? 1 : Math.Max(1e-9, 1000 * layers.Max(l => l.LatencyMs));
        plot.Axes.SetLimits(0, longest * 1.04, -layers.Length + 0.4, 0.6);
        PlotFrame.Legend(plot, Parts.Select(part => PlotFrame.AreaItem(part.Name, part.Color)));
        return plot;
    }

    private static LayerCost[] Bars(ImmutableArray<LayerCost> layers)
    {
        if (layers.Length <= MaxBars)
            return [.. layers];
        var ranked = layers.Select((layer, index) => (Layer: layer, Index: index)).OrderByDescending(x => x.Layer.LatencyMs).ToArray();
        var kept = ranked.Take(MaxBars).OrderBy(x => x.Index).Select(x => x.Layer);
        var others = ranked.Skip(MaxBars).Select(x => x.Layer).ToArray();
        var rest = new LayerCost(string.Create(CultureInfo.InvariantCulture, $"{others.Length} other layers"), "", "", 0, 0, "", 0)
        {
            MatrixMs = others.Sum(l => l.MatrixMs),
            VectorMs = others.Sum(l => l.VectorMs),
            CacheMs = others.Sum(l => l.CacheMs),
            ExternalMs = others.Sum(l => l.ExternalMs),
            OverheadMs = others.Sum(l => l.OverheadMs),
        };
        return [.. kept, rest];
    }
}
