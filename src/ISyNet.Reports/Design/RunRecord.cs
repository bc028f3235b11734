using System.Collections.Immutable;

namespace ISyNet.Reports.Design;

/// <summary>The exported model, run by another engine on the test images, against the trained network.</summary>
/// <param name="Images">How many images were compared.</param>
/// <param name="TrainedAccuracy">Accuracy in the training framework, between 0 and 1.</param>
/// <param name="ExportedAccuracy">Accuracy of the exported model, between 0 and 1.</param>
/// <param name="MaxLogitDifference">Largest absolute difference of any logit.</param>
/// <param name="AccuracyTolerance">The difference of accuracy that is allowed, as a fraction: 0.0005 is 0.05 points.</param>
/// <param name="LogitTolerance">The difference of a logit that is allowed.</param>
public sealed record ExportVerification(
    int Images, double TrainedAccuracy, double ExportedAccuracy, double MaxLogitDifference,
    double AccuracyTolerance = 0.0005, double LogitTolerance = 1e-3)
{
    /// <summary>Whether both differences are within their tolerance.</summary>
    public bool Passed => Math.Abs(ExportedAccuracy - TrainedAccuracy) <= AccuracyTolerance && MaxLogitDifference <= LogitTolerance;
}

/// <summary>How, where and how long the run was.</summary>
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
