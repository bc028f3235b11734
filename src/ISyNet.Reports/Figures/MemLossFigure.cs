using System.Collections.Immutable;
using ISyNet.Hardware;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>What lowers the MEM of each space: one bar per space, 1 - MEM split by operation class.</summary>
internal static class MemLossFigure
{
    private const int MaxClasses = 6;

    /// <summary>The figure. The six most expensive classes have a colour each; the others are one part.</summary>
    /// <param name="spaces">The spaces, the first at the top.</param>
    /// <param name="device">Name of the accelerator.</param>
    /// <param name="name">File name without extension.</param>
    public static Figure Create(ImmutableArray<SpaceMem> spaces, string device, string name = "mem-losses") => new(
        name, $"What lowers MEM on {PlotFrame.Short(device, 24)}",
        "Stacked bars, one per search space: 1 minus the mean MEM, split by operation class. "
            + string.Join("; ", spaces.Select(s => $"{s.Name}: {Quantity.Fraction(1 - s.Mean)}, most by {s.Losses.FirstOrDefault()?.Class ?? "nothing"}")) + ".",
        860, 120 + (36 * spaces.Length), () => Draw(spaces));

    private static Plot Draw(ImmutableArray<SpaceMem> spaces)
    {
        var plot = PlotFrame.Create("1 − MEM (share of the ideal time that is not matrix work)", "");
        var classes = spaces.SelectMany(Parts).GroupBy(p => p.Class)
            .OrderByDescending(g => g.Sum(p => p.Loss)).Select(g => g.Key).Take(MaxClasses).ToArray();
        for (var i = 0; i < spaces.Length; i++)
        {
            var parts = Parts(spaces[i]).ToArray();
            var start = 0.0;
            for (var c = 0; c <= classes.Length; c++)
            {
                var loss = c < classes.Length
                    ? parts.Where(p => p.Class == classes[c]).Sum(p => p.Loss)
                    : parts.Where(p => !classes.Contains(p.Class)).Sum(p => p.Loss);
                var bar = plot.Add.Bar(new Bar { Position = -i, ValueBase = start, Value = start + loss, Size = 0.66 });
                bar.Horizontal = true;
                bar.Color = Color(c, classes.Length).Color;
                bar.Bars.Single().LineWidth = 0;
                start += loss;
            }
        }

        PlotFrame.NamedTicks(plot.Axes.Left, spaces.Select((space, i) => ((double)-i, PlotFrame.Short(space.Name, 44))));
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        PlotFrame.NumericTicks(plot.Axes.Bottom);
        plot.Axes.SetLimits(0, 1, 0.4 - spaces.Length, 0.6);
        PlotFrame.Legend(plot, classes.Append("other").Select((name, c) => PlotFrame.AreaItem(name, Color(c, classes.Length))));
        return plot;
    }

    private static IEnumerable<(string Class, double Loss)> Parts(SpaceMem space) =>
        space.Losses.Select(loss => (loss.Class, (1 - space.Mean) * loss.LossShare));

    private static ThemeColor Color(int index, int classes) => index < classes ? FigureColors.ForSeries(index) : FigureColors.Faint;
}
