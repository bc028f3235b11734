using System.Collections.Immutable;
using ISyNet.Reports.Charts;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>Draws a <see cref="PlaneChart"/> as a picture, with the colours and markers that <c>charts.js</c> gives it.</summary>
internal static class PlanePicture
{
    private const int MostMarkersOfLine = 60, MostMarkersOfFront = 500, LongestName = 44;

    private static readonly MarkerShape[] Shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleDown, MarkerShape.Cross];

    // The looks of the front and of the chosen network are theirs alone.
    private static readonly int[] CandidateSlots = [.. Enumerable.Range(0, FigureColors.Series.Length * Shapes.Length).Where(slot => !(Look(slot) is var look
        && ((look.Shape == MarkerShape.FilledCircle && look.Color == FigureColors.Blue) || (look.Shape == MarkerShape.FilledDiamond && look.Color == FigureColors.Green))))];

    /// <summary>The picture.</summary>
    public static Plot Draw(PlaneChart chart)
    {
        var plot = PlotFrame.Create(chart.X.Text, chart.Y.Text);
        var series = Drawings(chart);
        var legend = new List<LegendItem>();
        foreach (var rule in chart.Rules)
        {
            Line line = new(FigureColors.Vermilion, 2, IsDashed: true);
            if (rule.IsVertical)
                plot.Add.VerticalLine(rule.Value, line.Width, line.Color.Color, line.Pattern);
            else
                plot.Add.HorizontalLine(rule.Value, line.Width, line.Color.Color, line.Pattern);
            legend.Add(PlotFrame.LineItem(rule.Label, line.Color, line.Pattern));
        }

        // Dashed lines come first: ScottPlot would carry the dashes over to the markers that follow.
        foreach (var drawing in series.OrderByDescending(s => s.Line is { IsDashed: true }))
            AddLine(plot, drawing);
        foreach (var drawing in series)
        {
            if (drawing.MarkerSize > 0)
                plot.Add.ScatterPoints(drawing.X, drawing.Y, drawing.Color.Color).MarkerStyle = PlotFrame.Marker(drawing.Shape, drawing.Color, drawing.MarkerSize);
            legend.Add(LegendItem(drawing));
        }

        var (left, right) = Limits(chart.X, series.SelectMany(s => s.X).Concat(chart.Rules.Where(r => r.IsVertical).Select(r => r.Value)));
        var (bottom, top) = Limits(chart.Y, series.SelectMany(s => s.Y.Concat(s.Low).Concat(s.High)).Concat(chart.Rules.Where(r => !r.IsVertical).Select(r => r.Value)));
        plot.Axes.SetLimits(left, right, bottom, top);
        SetTicks(plot.Axes.Bottom, chart.X, left, right);
        SetTicks(plot.Axes.Left, chart.Y, bottom, top);
        PlotFrame.Legend(plot, legend);
        return plot;
    }

    private static Drawing[] Drawings(PlaneChart chart)
    {
        var named = 0;
        return [.. chart.Series.Select(series =>
        {
            ImmutableArray<ChartPoint> points = [.. series.Points.Where(p => IsShown(chart.X, p.X) && IsShown(chart.Y, p.Y))];
            var isLine = series.Line != ChartLine.None;
            var (shape, color, size, isDashed) = Look(series, isLine, ref named);
            var hasMarkers = series.Role != ChartRole.Limit && (!isLine || points.Length <= (series.Role == ChartRole.Front ? MostMarkersOfFront : MostMarkersOfLine));
            var hasBand = points.Any(p => p.Low is not null && p.High is not null);
            return new Drawing(
                PlotFrame.Short(series.Name, LongestName), shape, color, hasMarkers ? size : 0,
                isLine ? new Line(color, series.Role == ChartRole.Limit ? 1.5f : 2, isDashed) : null, series.Line == ChartLine.Steps,
                Values(chart.X, points, p => p.X), Values(chart.Y, points, p => p.Y),
                hasBand ? Values(chart.Y, points, p => p.Low ?? p.Y) : [], hasBand ? Values(chart.Y, points, p => p.High ?? p.Y) : []);
        })];
    }

    private static (MarkerShape Shape, ThemeColor Color, float Size, bool IsDashed) Look(ChartSeries series, bool isLine, ref int named)
    {
        switch (series.Role)
        {
            case ChartRole.Trial:
                return (Shapes[0], FigureColors.Faint, 6, series.IsDashed);
            case ChartRole.Front:
                return (Shapes[0], FigureColors.Blue, 9, series.IsDashed);
            case ChartRole.Chosen:
                return (Shapes[3], FigureColors.Green, series.Points.Length == 1 ? 15 : isLine ? 7 : 11, series.IsDashed);
            case ChartRole.Limit:
                return (Shapes[0], FigureColors.Ink, 0, series.IsDashed);
            default:
                if (series.Class is { } objects)
                    return (Shapes[objects % Shapes.Length], FigureColors.Classes[objects % FigureColors.Classes.Length], isLine ? 7 : 11, series.IsDashed || objects / FigureColors.Classes.Length % 2 == 1);
                var (shape, color) = Look(series.Candidate is { } number ? CandidateSlots[number % CandidateSlots.Length] : named);
                var isDashed = series.Candidate is null && named / FigureColors.Series.Length % 2 == 1;
                named += series.Candidate is null ? 1 : 0;
                return (shape, color, isLine ? 7 : 11, series.IsDashed || isDashed);
        }
    }

    private static (MarkerShape Shape, ThemeColor Color) Look(int slot) => (Shapes[(slot + 1 + (slot / FigureColors.Series.Length)) % Shapes.Length], FigureColors.ForSeries(slot));

    private static bool IsShown(ChartAxis axis, double value) => double.IsFinite(value) && (!axis.IsLogarithmic || value > 0);

    private static double[] Values(ChartAxis axis, ImmutableArray<ChartPoint> points, Func<ChartPoint, double> value) => [.. points.Select(p => Place(axis, value(p)))];

    private static double Place(ChartAxis axis, double value) => axis.IsLogarithmic ? Math.Log10(value) : value;

    private static void AddLine(Plot plot, Drawing drawing)
    {
        if (drawing.Line is not { } line || drawing.X.Length == 0)
            return;
        if (drawing.Low.Length > 0)
        {
            var band = plot.Add.FillY(drawing.X, drawing.Low, drawing.High);
            (band.FillColor, band.LineWidth) = (drawing.Color.WithAlpha(0.16), 0);
        }

        var drawn = plot.Add.ScatterLine(drawing.X, drawing.Y, line.Color.Color);
        (drawn.LineWidth, drawn.LinePattern) = (line.Width, line.Pattern);
        if (drawing.IsStepped)
            drawn.ConnectStyle = ConnectStyle.StepHorizontal;
    }

    private static LegendItem LegendItem(Drawing drawing)
    {
        if (drawing.Line is not { } line)
            return PlotFrame.MarkerItem(drawing.Name, drawing.Shape, drawing.Color, Math.Min(12, drawing.MarkerSize + 2));
        var item = PlotFrame.LineItem(drawing.Name, line.Color, line.Pattern);
        if (drawing.MarkerSize > 0)
            item.MarkerStyle = PlotFrame.Marker(drawing.Shape, drawing.Color, 8);
        return item;
    }

    // Values that are never negative have no negative part of the axis.
    private static (double Low, double High) Limits(ChartAxis axis, IEnumerable<double> places)
    {
        var all = places.ToArray();
        var (low, high) = PlotFrame.Padded(all);
        if (!axis.IsLogarithmic && all.All(place => place >= 0))
            low = Math.Max(0, low);
        return (axis.Min is { } min ? Place(axis, min) : low, axis.Max is { } max ? Place(axis, max) : high);
    }

    private static void SetTicks(IAxis drawn, ChartAxis axis, double low, double high)
    {
        if (axis.IsLogarithmic)
            PlotFrame.NamedTicks(drawn, Ticks.Logarithmic(low, high));
        else
            PlotFrame.NumericTicks(drawn, axis.IsWhole);
    }

    private sealed record Line(ThemeColor Color, float Width, bool IsDashed)
    {
        public LinePattern Pattern => IsDashed ? LinePattern.Dashed : LinePattern.Solid;
    }

    /// <summary>A series as it is drawn, in the coordinates of the plot.</summary>
    private sealed record Drawing(
        string Name, MarkerShape Shape, ThemeColor Color, float MarkerSize, Line? Line, bool IsStepped, double[] X, double[] Y, double[] Low, double[] High);
}
