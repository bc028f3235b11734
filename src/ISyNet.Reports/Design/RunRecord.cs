using System.Collections.Immutable;
using ISyNet.Images.Judging;

namespace ISyNet.Reports.Design;

/// <summary>The comparison of the exported model, run by another engine on the test images, with the trained network.</summary>
/// <param name="Proof">The comparison of their outputs.</param>
/// <param name="Trained">Accuracy in the training framework.</param>
/// <param name="Exported">Accuracy of the exported model.</param>
public sealed record ExportVerification(ExportProof Proof, Accuracy Trained, Accuracy Exported)
{
    // 0.05 points, or one image where that is more.
    private double AllowedDifference => Math.Max(0.0005, 1.0 / Trained.Images);

    /// <summary>Whether the outputs and the accuracies agree.</summary>
    public bool Passed => Proof.Passed && Math.Abs(Exported.Value - Trained.Value) <= AllowedDifference;
}

/// <summary>Command, machine and duration of a run.</summary>
/// <param name="CommandLine">The command that repeats it.</param>
/// <param name="Seed">The seed of all randomness.</param>
/// <param name="Finished">When it ended.</param>
/// <param name="Steps">The steps and their wall time, in order.</param>
/// <param name="Environment">Facts about the machine and the software, in the order to show them.</param>
public sealed record RunRecord(
    string CommandLine, long Seed, DateTimeOffset Finished,
    ImmutableArray<StepDuration> Steps, ImmutableArray<Fact> Environment);

/// <summary>One step of the run and its wall time.</summary>
public sealed record StepDuration(string Step, TimeSpan Elapsed);
