using System.Globalization;
using ISyNet.Images.Judging;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Fonts;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>The confusion matrix as a heat map: rows are the true classes, columns the predicted ones.</summary>
internal static class ConfusionFigure
{
    private const int MaxClassesWithNumbers = 24;
    private const int MaxClassesWithNames = 60;
    private const double NameAngleDegrees = 40;
    private const int TitleSize = 40;

    /// <summary>The figure. The shade is the square root of a cell's share of its row, so rare mistakes stay visible.</summary>
    /// <exception cref="ReportException">The matrix is empty or not square over its class names.</exception>
    public static Figure Create(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var classes = matrix.ClassNames.Length;
        if (classes == 0 || matrix.Counts.Length != classes || matrix.Counts.Any(row => row.Length != classes))
            throw new ReportException($"the confusion matrix must have one row and one column for each of its {classes} class names");
        var names = classes <= MaxClassesWithNames ? matrix.ClassNames.Select(name => PlotFrame.Short(name, 16)).ToArray() : [];
        var room = names.Select(PlotFrame.TickWidth).DefaultIfEmpty(0).Max();
        var left = (int)room + TitleSize;
        var bottom = (int)(room * Math.Sin(NameAngleDegrees * Math.PI / 180)) + TitleSize + 12;
        var side = Math.Clamp(classes * 52, 360, 900);
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Heat map of {classes} by {classes} classes: how many images of each true class were predicted as each class.");
        return new Figure("confusion", "Test images by true and predicted class", description, side + left + 24, side + bottom + 20, () => Draw(matrix, names, side, left, bottom))
        {
            Chart = new MatrixChart("Test images by true and predicted class", description, new ChartAxis("Predicted class"), new ChartAxis("True class"), matrix.ClassNames, matrix.ClassNames, matrix.Counts),
        };
    }

    private static Plot Draw(ConfusionMatrix matrix, string[] names, int side, int left, int bottom)
    {
        var classes = matrix.ClassNames.Length;
        var plot = PlotFrame.Create("Predicted class", "True class");
        plot.HideGrid();
        for (var row = 0; row < classes; row++)
        {
            var images = Math.Max(1, matrix.Counts[row].Sum());
            for (var column = 0; column < classes; column++)
                AddCell(plot, row, column, matrix.Counts[row][column], (double)matrix.Counts[row][column] / images, classes, side);
        }

        PlotFrame.NamedTicks(plot.Axes.Bottom, names.Select((name, i) => ((double)i, name)));
        PlotFrame.NamedTicks(plot.Axes.Left, names.Select((name, i) => ((double)-i, name)));
        plot.Axes.Bottom.FrameLineStyle.IsVisible = false;
        plot.Axes.Bottom.MajorTickStyle.Length = plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.TickLabelStyle.Rotation = -(float)NameAngleDegrees;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        plot.Axes.Left.MinimumSize = plot.Axes.Left.MaximumSize = left;
        plot.Axes.Bottom.MinimumSize = plot.Axes.Bottom.MaximumSize = bottom;
        plot.Axes.SetLimits(-0.5, classes - 0.5, 0.5 - classes, 0.5);
        return plot;
    }

    private static void AddCell(Plot plot, int row, int column, int count, double share, int classes, int side)
    {
        var shade = Math.Sqrt(share);
        var cell = plot.Add.Rectangle(column - 0.48, column + 0.48, -row - 0.48, -row + 0.48);
        cell.LineWidth = 0;
        cell.FillColor = FigureColors.Heat.WithAlpha(Math.Max(0.04, shade));
        if (classes > MaxClassesWithNumbers)
            return;
        var text = plot.Add.Text(count.ToString(CultureInfo.InvariantCulture), column, -row);
        text.LabelAlignment = Alignment.MiddleCenter;
        text.LabelFontName = ReportFont.Family;
        text.LabelFontSize = Math.Clamp(side / classes * 0.27f, 9, 14);
        text.LabelBold = row == column;
        text.LabelFontColor = (shade > 0.6 ? FigureColors.OnHeat : FigureColors.Ink).Color;
    }
}
