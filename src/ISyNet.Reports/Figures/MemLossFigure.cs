using System.Collections.Immutable;
using ISyNet.Hardware.Mem;
using ISyNet.Reports.Charts;
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
    public static Figure Create(ImmutableArray<SpaceMem> spaces, string device, string name = "mem-losses")
    {
        var title = $"What lowers MEM on {PlotFrame.Short(device, 24)}";
        var description = "Stacked bars, one per search space: 1 minus the mean MEM, split by operation class. "
            + string.Join("; ", spaces.Select(s => $"{s.Name}: {Quantity.Fraction(1 - s.Mean)}, most by {s.Losses.FirstOrDefault()?.Class ?? "nothing"}")) + ".";
        ImmutableArray<string> classes = [.. spaces.SelectMany(Parts).GroupBy(p => p.Class).OrderByDescending(g => g.Sum(p => p.Loss)).Select(g => g.Key).Take(MaxClasses)];
        return new Figure(name, title, description, 860, 120 + (36 * spaces.Length), () => Draw(spaces, classes))
        {
            Chart = new BarChart(title, description, new ChartAxis("1 − MEM"), [.. classes.Select(c => new BarPart(c)), new BarPart("other", ChartRole.Overhead)],
                [.. spaces.Select(space => new ChartBar(space.Name, Losses(space, classes)))]),
        };
    }

    private static Plot Draw(ImmutableArray<SpaceMem> spaces, ImmutableArray<string> classes)
    {
        var plot = PlotFrame.Create("1 − MEM (share of the ideal time that is not matrix work)", "");
        for (var i = 0; i < spaces.Length; i++)
        {
            var (losses, start) = (Losses(spaces[i], classes), 0.0);
            for (var c = 0; c < losses.Length; c++)
            {
                var bar = plot.Add.Bar(new Bar { Position = -i, ValueBase = start, Value = start + losses[c], Size = 0.66 });
                bar.Horizontal = true;
                bar.Color = Color(c, classes.Length).Color;
                bar.Bars.Single().LineWidth = 0;
                start += losses[c];
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

    // Of each class, and at last of all others together.
    private static ImmutableArray<double> Losses(SpaceMem space, ImmutableArray<string> classes)
    {
        var parts = Parts(space).ToArray();
        return [.. classes.Select(name => parts.Where(p => p.Class == name).Sum(p => p.Loss)), parts.Where(p => !classes.Contains(p.Class)).Sum(p => p.Loss)];
    }

    private static IEnumerable<(string Class, double Loss)> Parts(SpaceMem space) =>
        space.Losses.Select(loss => (loss.Class, (1 - space.Mean) * loss.LossShare));

    private static ThemeColor Color(int index, int classes) => index < classes ? FigureColors.ForSeries(index) : FigureColors.Faint;
}
