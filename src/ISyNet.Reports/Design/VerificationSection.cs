using System.Globalization;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Design;

/// <summary>The proof that the exported model is the trained one.</summary>
internal static class VerificationSection
{
    public static Section? Create(DesignReportData data)
    {
        if (data.Verification is not { Proof: var proof } verification)
            return null;
        return new Section("Exported model",
        [
            verification.Passed
                ? new Note("The exported model gives the results of the trained network.", NoteTone.Good)
                : new Note("The exported model differs from the trained network by more than is allowed: one of the two computes wrongly on this machine. 'isynet doctor' checks it; docs/numerics.md says what to do.", NoteTone.Bad),
            new FactList(
            [
                new("Images compared", $"{Quantity.Whole(proof.Images)} ({proof.Data})"),
                new("Accuracy, trained", verification.Trained.ToString()),
                new("Accuracy, exported", verification.Exported.ToString()),
                new("Largest difference of a logit", string.Create(CultureInfo.InvariantCulture,
                    $"{proof.LargestDifference:0.##e+0} (at most {proof.Allowed:0.##e+0}, a thousandth of their standard deviation of {proof.Spread:0.###})")),
            ]),
        ]);
    }
}
