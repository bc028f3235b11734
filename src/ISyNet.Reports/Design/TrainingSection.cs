using System.Globalization;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Design;

/// <summary>The training curves of the networks.</summary>
internal static class TrainingSection
{
    public static Section? Create(DesignReportData data)
    {
        var curves = data.Training.OrEmpty().Where(curve => !curve.Points.OrEmpty().IsEmpty).ToArray();
        return curves.Length == 0 ? null : new Section("Training",
        [
            new FigurePart(TrainingFigures.AccuracyOverTime([.. curves]), "In the same time, a faster network trains for more epochs."),
            new FigurePart(TrainingFigures.LossOverEpochs([.. curves]), "Mean of each epoch, including regularisation and augmentation."),
            new Folded("The curves as a table", [new ReportTable("State after each epoch.",
                [
                    new("Network", IsNumeric: false), new("Epoch"), new("Elapsed (s)"), new("Training loss"), new("Held-out accuracy (%)"),
                ],
                [.. curves.SelectMany(curve => curve.Points.Select(point => new Row(
                    [
                        curve.Network,
                        new(point.Epoch.ToString("0.##", CultureInfo.InvariantCulture), point.Epoch),
                        new(Quantity.Significant(point.Seconds, 4), point.Seconds),
                        new(Quantity.Significant(point.Loss, 4), point.Loss),
                        double.IsNaN(point.Evaluation) ? Quantity.None : new Cell(curve.HeldOutImages > 0 ? Accuracy.FromShare(point.Evaluation, curve.HeldOutImages).Cell : Quantity.Percent(point.Evaluation), point.Evaluation),
                    ])))])]),
        ]);
    }
}
