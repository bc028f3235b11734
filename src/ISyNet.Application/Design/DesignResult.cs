using System.Collections.Immutable;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware;
using ISyNet.Images.Judging;
using ISyNet.Reports.Design;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;

namespace ISyNet.Application.Design;

/// <summary>A network that takes part in the final comparison.</summary>
/// <param name="Role">What it is to the run.</param>
/// <param name="Architecture">The architecture; its name names the network.</param>
/// <param name="Cost">What it costs.</param>
public sealed record Contender(NetworkRole Role, Architecture Architecture, NetworkTotals Cost)
{
    /// <summary>Name for people and files.</summary>
    public string Name => Architecture.Name;
}

/// <summary>A contender with its training and its accuracy on the test images.</summary>
/// <param name="Contender">The network.</param>
/// <param name="Training">Its training.</param>
/// <param name="HeldOut">Accuracy on held-out training images; null when there were none.</param>
/// <param name="Test">Accuracy on the test images.</param>
public sealed record TrainedContender(Contender Contender, FinalTraining Training, Accuracy? HeldOut, Accuracy Test);

/// <summary>Everything that a design run ends with.</summary>
/// <param name="Folder">The result folder.</param>
/// <param name="Spaces">The searched space first, then the others beside it.</param>
/// <param name="BudgetMsPerImage">The latency bound of the search.</param>
/// <param name="Search">The study, with all its candidates.</param>
/// <param name="Adapted">What was fitted to the number of images; empty when nothing was.</param>
/// <param name="Networks">The designed network, its scaled versions and the baseline.</param>
/// <param name="Verification">The exported model against the trained network.</param>
/// <param name="Confusion">Predictions of the exported model on the test images.</param>
public sealed record DesignResult(
    string Folder,
    ImmutableArray<SpaceSummary> Spaces,
    double BudgetMsPerImage,
    StudyContents Search,
    ImmutableArray<string> Adapted,
    ImmutableArray<TrainedContender> Networks,
    ExportVerification Verification,
    ConfusionMatrix Confusion)
{
    /// <summary>Held-out training images that each candidate was judged on.</summary>
    public int HeldOutImages => Search.Study.Spec.Evaluator.HoldoutImages ?? 0;

    /// <summary>The designed network.</summary>
    public TrainedContender Designed => Networks.First(n => n.Contender.Role == NetworkRole.Designed);
}
