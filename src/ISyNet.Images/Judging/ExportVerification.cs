namespace ISyNet.Images.Judging;

/// <summary>The exported model, run by another engine on the test images, against the trained network.</summary>
/// <param name="Proof">The comparison of their outputs.</param>
/// <param name="Trained">Accuracy in the training framework.</param>
/// <param name="Exported">Accuracy of the exported model.</param>
public sealed record ExportVerification(ExportProof Proof, Accuracy Trained, Accuracy Exported)
{
    // 0.05 points, or one image where that is more.
    private double AllowedDifference => Math.Max(0.0005, 1.0 / Trained.Images);

    /// <summary>Whether the outputs agree, and with them the accuracies.</summary>
    public bool Passed => Proof.Passed && Math.Abs(Exported.Value - Trained.Value) <= AllowedDifference;
}
