using System.Collections.Immutable;
using ISyNet.Hardware;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;

namespace ISyNet.Reports.Design;

/// <summary>
/// Everything that the report of a design run, a study or a scaling run shows. Plain values, so that any engine can
/// fill it; a list that is empty (or default) leaves its section out, and so does a null.
/// </summary>
/// <param name="Title">What was designed, in a few words.</param>
/// <param name="Settings">What was asked for.</param>
public sealed record DesignReportData(string Title, DesignSettings Settings)
{
    /// <summary>The designed network, its scaled versions and the baseline, in the order to show them.</summary>
    public ImmutableArray<NetworkResult> Networks { get; init; } = [];

    /// <summary>The search space, and others beside it for comparison.</summary>
    public ImmutableArray<SpaceSummary> Spaces { get; init; } = [];

    /// <summary>The study of the search, with its candidates.</summary>
    public StudyContents? Search { get; init; }

    /// <summary>Networks to show beside the trials, trained and judged exactly as they were (a baseline); none otherwise.</summary>
    public ImmutableArray<ParetoReference> SearchReferences { get; init; } = [];

    /// <summary>How the hypervolume of the search grew.</summary>
    public ImmutableArray<HypervolumeSeries> Hypervolume { get; init; } = [];

    /// <summary>One curve per network that was trained to the end.</summary>
    public ImmutableArray<TrainingCurve> Training { get; init; } = [];

    /// <summary>The fused layers of the designed network on the device, in order of execution.</summary>
    public ImmutableArray<OperationCost> Layers { get; init; } = [];

    /// <summary>Predictions of the designed network on the test images.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>The exported model against the trained one.</summary>
    public ExportVerification? Verification { get; init; }

    /// <summary>How, where and how long it was run.</summary>
    public RunRecord? Run { get; init; }

    /// <summary>Remarks to the reader, one sentence each: what to keep in mind when reading the figures.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>What was asked for.</summary>
/// <param name="DataSet">Name of the data set.</param>
/// <param name="Device">Name of the accelerator.</param>
/// <param name="Precision">Number format on the accelerator: <c>fp16</c>.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="Input">One image: <c>1x28x28</c>.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="BudgetMsPerImage">The latency that the search had to stay under, ms per image; null if there was none.</param>
public sealed record DesignSettings(
    string DataSet, string Device, string Precision, int Batch, string Input, int Classes, double? BudgetMsPerImage);

/// <summary>What a network is to the run.</summary>
public enum NetworkRole
{
    /// <summary>The network that the search chose.</summary>
    Designed,

    /// <summary>A scaled version of it.</summary>
    Scaled,

    /// <summary>What it is compared with.</summary>
    Baseline,
}

/// <summary>One network of the final comparison.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Role">What it is to the run.</param>
/// <param name="Cost">What it costs on the device at the run's batch.</param>
/// <param name="TestAccuracy">Accuracy on the test images; null if it was not trained to the end.</param>
public sealed record NetworkResult(
    string Name, NetworkRole Role, NetworkTotals Cost, Accuracy? TestAccuracy);
