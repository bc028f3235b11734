using ISyNet.Reports.Charts;
using ISyNet.Reports.Fonts;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>
/// Writes the names of points beside them, so that no name lies on another one, on a marker or outside the axes: on the right where there is room, else on
/// the left, above, below or some lines away, with a line to its point.
/// </summary>
internal static class PointLabels
{
    // In pixels: the room that axes, legend and title take of a picture, the height of a line of text, and half of a marker with its gap.
    private const double AxesWidth = 90, AxesHeight = 127, LineHeight = 16, Gap = 8;
    private const int FarthestLines = 6;

    // The places that touch the point.
    private const int Adjacent = 4;

    /// <summary>Adds the names to a plot whose limits are set.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="points">The points, with their names.</param>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    public static void Add(Plot plot, IReadOnlyCollection<ChartPoint> points, int width, int height)
    {
        var limits = plot.Axes.GetLimits();
        var (perX, perY) = ((width - AxesWidth) / limits.HorizontalSpan, (height - AxesHeight) / limits.VerticalSpan);
        var area = new Box(0, 0, width - AxesWidth, height - AxesHeight);
        var taken = points.Select(Pixel).Select(p => new Box(p.X - Gap + 2, p.Y - Gap + 2, p.X + Gap - 2, p.Y + Gap - 2)).ToList();
        foreach (var point in points.OrderByDescending(p => p.Y).ThenBy(p => p.X))
        {
            var (name, (x, y)) = (point.Name ?? "", Pixel(point));
            var places = Places(x, y, PlotFrame.TickWidth(name)).ToArray();
            var free = Math.Max(0, Array.FindIndex(places, box => area.Contains(box) && !taken.Any(box.Overlaps)));
            var place = places[free];
            taken.Add(place);
            var text = plot.Add.Text(name, point.X, point.Y);
            (text.LabelFontName, text.LabelFontSize, text.LabelFontColor) = (ReportFont.Family, PlotFrame.TickSize, FigureColors.Ink.Color);
            (text.LabelOffsetX, text.LabelOffsetY) = ((float)(place.Left - x), (float)(place.Top - y));
            if (free >= Adjacent)
            {
                var end = place.Left > x ? place.Left : place.Right;
                var line = plot.Add.Line(point.X, point.Y, limits.Left + (end / perX), limits.Top - (place.Middle / perY));
                (line.LineColor, line.LineWidth, line.MarkerSize) = (FigureColors.Faint.Color, 1, 0);
            }
        }

        (double X, double Y) Pixel(ChartPoint point) => ((point.X - limits.Left) * perX, (limits.Top - point.Y) * perY);
    }

    private static IEnumerable<Box> Places(double x, double y, double width)
    {
        var (right, left) = (x + Gap, x - Gap - width);
        yield return Beside(right, y);
        yield return Beside(left, y);
        yield return Beside(x - (width / 2), y - LineHeight);
        yield return Beside(x - (width / 2), y + LineHeight);
        for (var lines = 1; lines <= FarthestLines; lines++)
        {
            foreach (var shift in (double[])[-lines * LineHeight, lines * LineHeight])
            {
                yield return Beside(right + Gap, y + shift);
                yield return Beside(left - Gap, y + shift);
            }
        }

        Box Beside(double start, double middle) => new(start, middle - (LineHeight / 2), start + width, middle + (LineHeight / 2));
    }

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public double Middle => (Top + Bottom) / 2;

        public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

        public bool Contains(Box other) => other.Left >= Left && other.Right <= Right && other.Top >= Top && other.Bottom <= Bottom;
    }
}
