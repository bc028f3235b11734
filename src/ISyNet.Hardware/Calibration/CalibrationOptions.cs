using System.Collections.Immutable;

namespace ISyNet.Hardware.Calibration;

/// <summary>How a calibration is done.</summary>
public sealed record CalibrationOptions
{
    /// <summary>
    /// The constants that are fitted, by their names in the file; the others stay as they are. One that is assumed at its upper
    /// bound of 1 (<c>matrixEfficiency</c> of a device with a matrix engine) is left there.
    /// </summary>
    public ImmutableArray<string> Free { get; init; } =
    [
        "networkOverheadUs", "operationOverheadUs", "startCycles", "exposedFraction", "cacheShare", "reductionLanes", "windowLanes",
        "inputMoveFactor", "groupLoadCycles", "matrixEfficiency",
    ];

    /// <summary>Number of starts of the search: the constants of the device first, then random ones near them.</summary>
    public int Starts { get; init; } = 4;

    /// <summary>Seed of the random starts.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The relative error above which a measurement counts linearly instead of squared.</summary>
    public double RobustScale { get; init; } = 0.1;

    /// <summary>
    /// The price of moving a constant away from its assumed value: a factor of e counts as much as this relative error of one
    /// measurement. A constant that the measurements do not determine stays where it was.
    /// </summary>
    public double PriorWeight { get; init; } = 0.1;

    /// <summary>The largest factor by which a constant may change, up or down.</summary>
    public double MaxFactor { get; init; } = 8;

    /// <summary>The source of the measurements, for the provenance.</summary>
    public string Measurements { get; init; } = "";

    /// <summary>The day, for the provenance, ISO 8601.</summary>
    public string Date { get; init; } = "";
}
