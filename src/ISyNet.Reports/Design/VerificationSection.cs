using System.Globalization;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Design;

/// <summary>The proof that the exported model is the trained one.</summary>
internal static class VerificationSection
{
    public static Section? Of(DesignReportData data)
    {
        if (data.Verification is not { } proof)
            return null;
        var points = 100 * Math.Abs(proof.ExportedAccuracy - proof.TrainedAccuracy);
        return new Section("Exported model",
        [
            proof.Passed
                ? new Note("The exported model gives the results of the trained network.", NoteTone.Good)
                : new Note("The exported model differs from the trained network by more than is allowed.", NoteTone.Bad),
            new FactList(
            [
                new("Images compared", Quantity.Whole(proof.Images)),
                new("Accuracy, trained", Quantity.Percent(proof.TrainedAccuracy) + " %"),
                new("Accuracy, exported", Quantity.Percent(proof.ExportedAccuracy) + " %"),
                new("Difference of accuracy", string.Create(CultureInfo.InvariantCulture,
                    $"{points:0.####} points (at most {100 * proof.AccuracyTolerance:0.####})")),
                new("Largest difference of a logit", string.Create(CultureInfo.InvariantCulture,
                    $"{proof.MaxLogitDifference:0.##e+0} (at most {proof.LogitTolerance:0.##e+0})")),
            ]),
        ]);
    }
}
