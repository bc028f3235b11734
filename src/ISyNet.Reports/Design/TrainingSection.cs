using System.Globalization;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Design;

/// <summary>How the networks learned.</summary>
internal static class TrainingSection
{
    public static Section? Create(DesignReportData data)
    {
        var curves = data.Training.OrEmpty().Where(curve => !curve.Epochs.OrEmpty().IsEmpty).ToArray();
        return curves.Length == 0 ? null : new Section("Training",
        [
            new FigurePart(TrainingFigures.AccuracyOverTime([.. curves]), "Under the same allowance of time, a faster network trains for more epochs."),
            new FigurePart(TrainingFigures.LossOverEpochs([.. curves]), "Mean of each epoch, regularisation and augmentation included."),
            new Folded("The curves as a table", [new ReportTable("State after each epoch.",
                [
                    new("Network", IsNumeric: false), new("Epoch"), new("Elapsed (s)"), new("Training loss"), new("Held-out accuracy (%)"),
                ],
                [.. curves.SelectMany(curve => curve.Epochs.Select(epoch => new Row(
                    [
                        curve.Network,
                        new(epoch.Epoch.ToString(CultureInfo.InvariantCulture), epoch.Epoch),
                        new(Quantity.Significant(epoch.ElapsedSeconds, 4), epoch.ElapsedSeconds),
                        new(Quantity.Significant(epoch.TrainLoss, 4), epoch.TrainLoss),
                        epoch.HeldOutAccuracy is { } accuracy ? new Cell(curve.HeldOutImages > 0 ? Accuracy.OfShare(accuracy, curve.HeldOutImages).Cell : Quantity.Percent(accuracy), accuracy) : "–",
                    ])))])]),
        ]);
    }
}
