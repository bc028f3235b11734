using System.Collections.Immutable;
using ISyNet.Hardware.Latency;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Comparing;

namespace ISyNet.Reports.Design;

/// <summary>
/// Everything that the report of a design run, a study or a scaling run shows. Plain values, so any engine can
/// fill it. A list that is empty (or default), or a null, leaves its section out.
/// </summary>
/// <param name="Title">A short title of the design.</param>
/// <param name="Settings">The settings of the run.</param>
public sealed record DesignReportData(string Title, DesignSettings Settings)
{
    /// <summary>The designed network, its scaled versions and the baseline, in the order to show them.</summary>
    public ImmutableArray<NetworkRow> Networks { get; init; } = [];

    /// <summary>The search space, and others for comparison.</summary>
    public ImmutableArray<SpaceSummary> Spaces { get; init; } = [];

    /// <summary>The study of the search, with its candidates.</summary>
    public StudyContents? Search { get; init; }

    /// <summary>Networks to show with the trials, trained and evaluated in exactly the same way (a baseline); may be empty.</summary>
    public ImmutableArray<ParetoReference> SearchReferences { get; init; } = [];

    /// <summary>The hypervolume of the search over time.</summary>
    public ImmutableArray<HypervolumeSeries> Hypervolume { get; init; } = [];

    /// <summary>One curve per fully trained network.</summary>
    public ImmutableArray<TrainingCurve> Training { get; init; } = [];

    /// <summary>The designed network on the device, layer by layer.</summary>
    public NetworkCost? Predicted { get; init; }

    /// <summary>Predictions of the designed network on the test images.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>The comparison of the exported model with the trained one.</summary>
    public ExportVerification? Verification { get; init; }

    /// <summary>Command, machine and duration of the run.</summary>
    public RunRecord? Run { get; init; }

    /// <summary>Notes for the reader, one sentence each, about how to read the figures.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>The settings of a run.</summary>
/// <param name="DataSet">Name of the data set.</param>
/// <param name="Device">Name of the accelerator.</param>
/// <param name="Precision">Number format on the accelerator: <c>fp16</c>.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="Input">One image: <c>1x28x28</c>.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="BudgetMsPerImage">The latency that the search had to stay under, ms per image; null if there was none.</param>
public sealed record DesignSettings(
    string DataSet, string Device, string Precision, int Batch, string Input, int Classes, double? BudgetMsPerImage);

/// <summary>A row of the final comparison.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Role">Its role in the run.</param>
/// <param name="Cost">Its cost on the device at the run's batch.</param>
/// <param name="TestAccuracy">Accuracy on the test images; null if it was not fully trained.</param>
public sealed record NetworkRow(string Name, NetworkRole Role, NetworkTotals Cost, Accuracy? TestAccuracy)
{
    /// <summary>Its capacity measure (docs/scaling.md); null if it was not measured.</summary>
    public double? Capacity { get; init; }

    /// <summary>Milliseconds per image as measured on the device; null if it was not measured.</summary>
    public double? MeasuredMsPerImage { get; init; }
}
