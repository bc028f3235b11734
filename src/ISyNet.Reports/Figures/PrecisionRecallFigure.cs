using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Detection;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>Precision over recall of each class of a detector at IoU 0.50.</summary>
public static class PrecisionRecallFigure
{
    /// <summary>More lines could not be told apart; the classes of highest and lowest precision are shown.</summary>
    private const int MostClasses = 10;

    /// <summary>The figure; classes without a curve are left out.</summary>
    public static Figure Create(ImmutableArray<DetectedClass> classes)
    {
        ImmutableArray<DetectedClass> known = [.. classes.Where(c => !c.PrecisionOverRecall.IsDefaultOrEmpty).OrderByDescending(c => c.AveragePrecision)];
        ImmutableArray<DetectedClass> shown = known.Length <= MostClasses ? known : [.. known.Take(MostClasses / 2), .. known.TakeLast(MostClasses / 2)];
        var description = "Line plot of precision against recall at IoU 0.50: " + string.Join("; ", shown.Select(c =>
            string.Create(CultureInfo.InvariantCulture, $"{c.Name} AP {c.AveragePrecision:0.000}"))) + ".";
        var title = known.Length == shown.Length ? "Precision over recall" : $"Precision over recall of the {MostClasses / 2} best and the {MostClasses / 2} worst classes";
        return new Figure("precision-recall", title, description, 860, 460, () => Draw(shown))
        {
            Chart = new PlaneChart(title, description, new ChartAxis("Recall") { Min = 0, Max = 1 }, new ChartAxis("Precision") { Min = 0, Max = 1 },
                [.. shown.Select(c => new ChartSeries(c.Name, [.. c.PrecisionOverRecall.TakeWhile(p => p > 0).Select((p, r) => new ChartPoint(r / (double)(c.PrecisionOverRecall.Length - 1), p))]) { Line = ChartLine.Straight })]),
        };
    }

    private static Plot Draw(ImmutableArray<DetectedClass> classes)
    {
        var plot = PlotFrame.Create("Recall", "Precision");
        var legend = new List<LegendItem>();
        for (var i = 0; i < classes.Length; i++)
        {
            var points = classes[i].PrecisionOverRecall;
            // Zeros are recalls that are never reached.
            var reached = points.TakeWhile(p => p > 0).Count();
            var color = FigureColors.ForSeries(i);
            // Colours repeat after some series: the later ones are dashed.
            var pattern = i < 6 ? LinePattern.Solid : LinePattern.Dashed;
            var line = plot.Add.ScatterLine(Enumerable.Range(0, reached).Select(r => r / (double)(points.Length - 1)).ToArray(), points.Take(reached).ToArray(), color.Color);
            line.LineWidth = 2;
            line.LinePattern = pattern;
            legend.Add(PlotFrame.LineItem(PlotFrame.Short(classes[i].Name, 24), color, pattern));
        }

        plot.Axes.SetLimits(0, 1, 0, 1.02);
        PlotFrame.NumericTicks(plot.Axes.Bottom, Ticks.Plain);
        PlotFrame.NumericTicks(plot.Axes.Left, Ticks.Plain);
        PlotFrame.Legend(plot, legend);
        return plot;
    }
}
