using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Detection;

namespace ISyNet.Reports.Figures;

/// <summary>Precision over recall of each class of a detector at IoU 0.50.</summary>
internal static class PrecisionRecallFigure
{
    /// <summary>More lines could not be told apart; the classes of highest and lowest precision are shown.</summary>
    private const int MostClasses = 10;

    /// <summary>The figure; classes without a curve are left out.</summary>
    public static Figure Create(ImmutableArray<DetectedClass> classes)
    {
        ImmutableArray<(DetectedClass Class, int Number)> known = [.. classes.Select((c, number) => (c, number)).Where(c => !c.c.PrecisionOverRecall.IsDefaultOrEmpty).OrderByDescending(c => c.c.AveragePrecision)];
        ImmutableArray<(DetectedClass Class, int Number)> shown = known.Length <= MostClasses ? known : [.. known.Take(MostClasses / 2), .. known.TakeLast(MostClasses / 2)];
        var description = "Line plot of precision against recall at IoU 0.50: " + string.Join("; ", shown.Select(c =>
            string.Create(CultureInfo.InvariantCulture, $"{c.Class.Name} AP {c.Class.AveragePrecision:0.000}"))) + ".";
        var title = known.Length == shown.Length ? "Precision over recall" : $"Precision over recall of the {MostClasses / 2} best and the {MostClasses / 2} worst classes";
        // Zeros are recalls that are never reached.
        return Figure.FromChart("precision-recall", 860, 460, new PlaneChart(title, description, new ChartAxis("Recall") { Min = 0, Max = 1 }, new ChartAxis("Precision") { Min = 0, Max = 1 },
            [.. shown.Select(c => new ChartSeries(c.Class.Name, [.. c.Class.PrecisionOverRecall.TakeWhile(p => p > 0).Select((p, r) => new ChartPoint(r / (double)(c.Class.PrecisionOverRecall.Length - 1), p))])
            {
                Line = ChartLine.Straight,
                Class = c.Number,
            })]));
    }
}
