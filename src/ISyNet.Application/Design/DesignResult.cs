using System.Collections.Immutable;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Latency;
using ISyNet.Images.Judging;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;

namespace ISyNet.Application.Design;

/// <summary>A network that takes part in the final comparison.</summary>
/// <param name="Role">Its role in the run.</param>
/// <param name="Architecture">The architecture; the network has the same name.</param>
/// <param name="Cost">What it costs.</param>
public sealed record Contender(NetworkRole Role, Architecture Architecture, NetworkTotals Cost)
{
    /// <summary>Milliseconds per image as measured on the device, which is this machine; null if it is another.</summary>
    public double? MeasuredMsPerImage { get; init; }

    /// <summary>Name in texts and files.</summary>
    public string Name => Architecture.Name;
}

/// <summary>A contender with its training and its accuracy on the test images.</summary>
/// <param name="Contender">The network.</param>
/// <param name="Training">Its training.</param>
/// <param name="HeldOut">Accuracy on held-out training images; null if none were held out.</param>
/// <param name="Test">Accuracy on the test images.</param>
public sealed record TrainedContender(Contender Contender, FinalTraining Training, Accuracy? HeldOut, Accuracy Test);

/// <summary>The result of a design run.</summary>
/// <param name="Folder">The result folder.</param>
/// <param name="Spaces">The searched space, followed by the spaces to compare it with.</param>
/// <param name="BudgetMsPerImage">The latency bound of the search.</param>
/// <param name="Search">The study, with all its candidates.</param>
/// <param name="Adapted">What was fitted to the number of images; empty when nothing was.</param>
/// <param name="Networks">The designed network, its scaled versions and the baseline.</param>
/// <param name="Verification">The comparison of the exported model with the trained network.</param>
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
