using ISyNet.Reports.Fonts;
using ScottPlot;
using SkiaSharp;

namespace ISyNet.Reports.Figures;

/// <summary>The common style of all figures: light frame, grid, axis titles with units, legend above the data.</summary>
internal static class PlotFrame
{
    private const float TextSize = 13;

    /// <summary>Size of tick labels and of names beside points.</summary>
    public const float TickSize = TextSize - 1;

    /// <summary>An empty plot in the common style.</summary>
    public static Plot Create(string xTitle, string yTitle)
    {
        var plot = new Plot();
        plot.FigureBackground.Color = FigureColors.Background.Color;
        plot.DataBackground.Color = FigureColors.Background.Color;
        plot.Grid.MajorLineColor = FigureColors.Grid.Color;
        plot.Grid.MajorLineWidth = 1;
        plot.Axes.Frame(false);
        Style(plot.Axes.Bottom, xTitle);
        Style(plot.Axes.Left, yTitle);
        plot.Axes.Bottom.FrameLineStyle.IsVisible = true;
        plot.Axes.Bottom.FrameLineStyle.Color = FigureColors.Faint.Color;
        ((ScottPlot.AxisPanels.LeftAxis)plot.Axes.Left).PaddingBetweenTickAndAxisLabels = new PixelPadding(10, 10, 0, 0);
        ((ScottPlot.AxisPanels.BottomAxis)plot.Axes.Bottom).PaddingBetweenTickAndAxisLabels = new PixelPadding(0, 0, 6, 6);
        // Room on the right, so that the last tick label is not cut.
        plot.Axes.Right.MinimumSize = 24;
        return plot;
    }

    /// <summary>Ticks at rounded values, half as dense as ScottPlot's own: labels of two decimals need the room.</summary>
    public static void NumericTicks(IAxis axis, bool integers = false)
    {
        axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            LabelFormatter = Ticks.Plain,
            IntegerTicksOnly = integers,
            TickDensity = 0.5,
            MinorTickGenerator = new NoMinorTicks(),
        };
    }

    /// <summary>Ticks at given positions with given names.</summary>
    public static void NamedTicks(IAxis axis, IEnumerable<(double Position, string Label)> ticks)
    {
        var manual = new ScottPlot.TickGenerators.NumericManual();
        foreach (var (position, label) in ticks)
            manual.AddMajor(position, label);
        axis.TickGenerator = manual;
    }

    /// <summary>Shows a legend of these entries above the data, where it cannot hide a point.</summary>
    public static void Legend(Plot plot, IEnumerable<LegendItem> items)
    {
        var legend = plot.Legend;
        legend.DisplayPlottableLegendItems = false;
        legend.ManualItems.AddRange(items);
        legend.FontName = ReportFont.Family;
        legend.FontSize = TextSize;
        legend.FontColor = FigureColors.Ink.Color;
        legend.BackgroundColor = Colors.Transparent;
        legend.OutlineWidth = 0;
        legend.ShadowColor = Colors.Transparent;
        legend.Orientation = Orientation.Horizontal;
        legend.TightHorizontalWrapping = true;
        legend.Margin = new PixelPadding(0);
        legend.Padding = new PixelPadding(0);
        legend.SymbolPadding = 6;
        legend.InterItemPadding = new PixelPadding(0, 18, 2, 2);
        var panel = plot.ShowLegend(Edge.Top);
        panel.Alignment = Alignment.UpperLeft;
        panel.Padding = new PixelPadding(0, 0, 6, 10);
    }

    /// <summary>A legend entry of a marker.</summary>
    public static LegendItem MarkerItem(string label, MarkerShape shape, ThemeColor color, float size = 9) => new()
    {
        LabelText = label,
        MarkerStyle = Marker(shape, color, size),
        LineWidth = 0,
    };

    /// <summary>A legend entry of a line.</summary>
    public static LegendItem LineItem(string label, ThemeColor color, LinePattern? pattern = null) => new()
    {
        LabelText = label,
        LineColor = color.Color,
        LineWidth = 2.5f,
        LinePattern = pattern ?? LinePattern.Solid,
    };

    /// <summary>A legend entry of an area.</summary>
    public static LegendItem AreaItem(string label, ThemeColor color) => new() { LabelText = label, FillColor = color.Color };

    /// <summary>A filled marker.</summary>
    public static MarkerStyle Marker(MarkerShape shape, ThemeColor color, float size) => new(shape, size, color.Color);

    /// <summary>Axis limits around all values with a margin, also for a single value.</summary>
    public static (double Low, double High) Padded(IEnumerable<double> values, double padding = 0.06)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values.Where(double.IsFinite))
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high)
            return (0, 1);
        var room = high > low ? (high - low) * padding : Math.Max(Math.Abs(high) * 0.1, 1e-9);
        return (low - room, high + room);
    }

    /// <summary>Width of a text of tick labels and names, in pixels.</summary>
    public static float TickWidth(string text)
    {
        using var font = new SKFont(ReportFont.Typeface(bold: false), TickSize);
        return font.MeasureText(text);
    }

    /// <summary>A name shortened in the middle to fit an axis.</summary>
    public static string Short(string name, int length)
    {
        var text = Html.Markup.Clean(name).ReplaceLineEndings(" ");
        if (text.Length <= length)
            return text;
        var tail = (length - 1) / 2;
        return $"{text[..(length - 1 - tail)]}…{text[^tail..]}";
    }

    private static void Style(IAxis axis, string title)
    {
        axis.Label.Text = title;
        axis.Label.FontSize = TextSize;
        axis.Label.Bold = false;
        axis.Label.ForeColor = FigureColors.Ink.Color;
        axis.Label.FontName = ReportFont.Family;
        axis.TickLabelStyle.FontName = ReportFont.Family;
        axis.TickLabelStyle.FontSize = TickSize;
        axis.TickLabelStyle.ForeColor = FigureColors.Muted.Color;
        axis.MajorTickStyle.Length = 4;
        axis.MajorTickStyle.Color = FigureColors.Faint.Color;
    }

    private sealed class NoMinorTicks : IMinorTickGenerator
    {
        public IEnumerable<double> GetMinorTicks(double[] majorTicks, CoordinateRange visibleRange) => [];
    }
}
