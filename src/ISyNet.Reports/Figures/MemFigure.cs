using System.Collections.Immutable;
using ISyNet.Reports.Charts;
using ISyNet.Search.Spaces;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>MEM of several search spaces side by side: mean, quartiles and the range of 90 % of the networks.</summary>
public static class MemFigure
{
    internal const string Caption = "The mean of each space, and the range of its networks without the lowest and highest 5 %.";

    /// <summary>The figure.</summary>
    /// <param name="spaces">The spaces, the first at the top.</param>
    /// <param name="device">Name of the accelerator.</param>
    /// <param name="name">File name without extension.</param>
    public static Figure Create(ImmutableArray<SpaceSummary> spaces, string device, string name = "mem")
    {
        var title = $"Matrix efficiency (MEM) of search spaces on {PlotFrame.Short(device, 24)}";
        var description = "Ranges of MEM between 0 and 1, one line per search space: " + string.Join("; ", spaces.Select(s => $"{s.Name} mean {Quantity.Fraction(s.Mem.Mean)}")) + ".";
        return new Figure(name, title, description, 860, 112 + (44 * spaces.Length), () => Draw(spaces)) { Chart = Chart(title, description, spaces) };
    }

    private static BarChart Chart(string title, string description, ImmutableArray<SpaceSummary> spaces)
    {
        ImmutableArray<BarPart> parts = spaces.Any(s => s.IsSearched) ? [new("mean", ChartRole.Front), new("mean of the searched space", ChartRole.Chosen)] : [new("mean", ChartRole.Front)];
        return new BarChart(title, description, new ChartAxis("MEM") { Min = 0 }, parts, [.. spaces.Select(space =>
        {
            var (mem, q) = (space.Mem, space.Mem.Quantiles);
            return new ChartBar(space.Name, [.. parts.Select((_, i) => i == (space.IsSearched ? 1 : 0) ? mem.Mean : 0)],
                $"median {Quantity.Fraction(q[2])}, middle half {Quantity.Fraction(q[1])} to {Quantity.Fraction(q[3])}; {Quantity.Whole(mem.Samples)} networks drawn")
            {
                Low = q[0],
                High = q[4],
            };
        })]);
    }

    private static Plot Draw(ImmutableArray<SpaceSummary> spaces)
    {
        var plot = PlotFrame.Create("MEM (share of the ideal time that is matrix work)", "");
        for (var i = 0; i < spaces.Length; i++)
        {
            var mem = spaces[i].Mem;
            var color = spaces[i].IsSearched ? FigureColors.Green : FigureColors.Blue;
            // At 5, 25, 50, 75 and 95 % of the networks.
            var q = mem.Quantiles;
            Line(plot, q[0], q[4], -i, 2, color);
            Line(plot, q[1], q[3], -i, 9, color);
            var mean = plot.Add.Marker(mem.Mean, -i, MarkerShape.FilledDiamond, 12, FigureColors.Ink.Color);
            mean.MarkerStyle = PlotFrame.Marker(MarkerShape.FilledDiamond, FigureColors.Ink, 12);
        }

        PlotFrame.NamedTicks(plot.Axes.Left, spaces.Select((space, i) => ((double)-i, PlotFrame.Short(space.Name, 44))));
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        PlotFrame.NumericTicks(plot.Axes.Bottom);
        var (_, high) = PlotFrame.Padded(spaces.SelectMany(s => new[] { 0, s.Mem.Quantiles[4], s.Mem.Mean }));
        plot.Axes.SetLimits(0, Math.Min(1, high), 0.4 - spaces.Length, 0.6);
        PlotFrame.Legend(plot, Legend(spaces));
        return plot;
    }

    private static IEnumerable<LegendItem> Legend(ImmutableArray<SpaceSummary> spaces)
    {
        yield return PlotFrame.MarkerItem("mean", MarkerShape.FilledDiamond, FigureColors.Ink, 10);
        yield return PlotFrame.AreaItem("middle half; thin line: 5 % to 95 %", FigureColors.Blue);
        if (spaces.Any(s => s.IsSearched))
            yield return PlotFrame.AreaItem("searched space", FigureColors.Green);
    }

    private static void Line(Plot plot, double from, double to, double y, float width, ThemeColor color)
    {
        var line = plot.Add.Line(from, y, to, y);
        line.LineWidth = width;
        line.LineColor = color.Color;
        line.MarkerSize = 0;
    }
}
