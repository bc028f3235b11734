using System.Globalization;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Design;

/// <summary>Which classes a network confuses.</summary>
internal static class ConfusionSection
{
    public static Section Create(ConfusionMatrix confusion) => new("Confusion matrix",
    [
        new FigurePart(ConfusionFigure.Create(confusion),
            "Number of test images. The shade is the square root of a cell's share of its row, so rare mistakes stay visible."),
        new Folded("The matrix as a table, with the recall of each class", [Table(confusion)]),
    ]);

    private static ReportTable Table(ConfusionMatrix confusion) => new(
        "Test images by true class (rows) and predicted class (columns).",
        [new("True class", IsNumeric: false), .. confusion.ClassNames.Select(name => new Column(name)), new("Recall (%)")],
        [.. confusion.ClassNames.Select((name, row) =>
        {
            var counts = confusion.Counts[row];
            Cell recall = counts.Sum() > 0 && new Accuracy(counts[row], counts.Sum()) is var accuracy ? new(accuracy.Cell, accuracy.Value) : new(Quantity.Percent(double.NaN), double.NaN);
            return new Row(
                [name, .. counts.Select(count => new Cell(count.ToString(CultureInfo.InvariantCulture), count)), recall]);
        })]);
}
