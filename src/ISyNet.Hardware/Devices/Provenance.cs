using System.Collections.Immutable;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Devices;

/// <summary>How the constants of a device were fitted, and how well they fit.</summary>
/// <param name="Date">Day of the fit, ISO 8601.</param>
/// <param name="Measurements">The file of measurements, and where it came from.</param>
/// <param name="Rows">Measurements used.</param>
/// <param name="Networks">Networks among them.</param>
/// <param name="FitMapePercent">Mean absolute percentage error on them.</param>
/// <param name="LeaveOneOutMapePercent">The same for networks left out of the fit, each in turn.</param>
/// <param name="LeaveOneOutKendallTau">Rank correlation of those predictions with the measurements.</param>
/// <param name="BandLow">At most a tenth of the measurements of left-out families is below the prediction times this factor.</param>
/// <param name="BandHigh">At most a tenth of the measurements of left-out families is above the prediction times this factor.</param>
/// <param name="Fitted">Names of the constants that were fitted.</param>
/// <param name="Assumed">The constants before the fit, where the search starts. A constant without evidence keeps this value.</param>
/// <param name="Residuals">Per network: predicted over measured, geometric mean over its rows.</param>
public sealed record Provenance(
    string Date,
    string Measurements,
    int Rows,
    int Networks,
    double FitMapePercent,
    double LeaveOneOutMapePercent,
    double LeaveOneOutKendallTau,
    double BandLow,
    double BandHigh,
    ImmutableArray<string> Fitted,
    DeviceConstants Assumed,
    ImmutableArray<NetworkResidual> Residuals)
{
    /// <summary>Number format of the measurements; empty if the file does not say.</summary>
    public string Precision { get; init; } = "";

    /// <summary>Mean absolute percentage error on networks whose whole family was left out of the fit.</summary>
    public double? FamilyOutMapePercent { get; init; }

    /// <summary>Rank correlation of those predictions with the measurements.</summary>
    public double? FamilyOutKendallTau { get; init; }

    /// <summary>Percent of the rows of left-out families that lie in the band of the other families. The band is wider for a family with traits that the others do not have.</summary>
    public double? BandCoveragePercent { get; init; }

    /// <summary>Relative standard errors of <see cref="Fitted"/>, in their order.</summary>
    public ImmutableArray<double> StandardErrors { get; init; } = [];

    /// <summary>The traits of the measured networks (<see cref="NetworkTraits"/>). A network with other traits gets a wider band.</summary>
    public ImmutableArray<string> Seen { get; init; } = [];

    /// <summary>Reasons to doubt the fit.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>The residual of one network of a calibration.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Rows">Its measurements.</param>
/// <param name="FittedRatio">Predicted over measured, fitted with it.</param>
/// <param name="LeftOutRatio">Predicted over measured, fitted without it.</param>
public sealed record NetworkResidual(string Network, int Rows, double FittedRatio, double LeftOutRatio);
