using System.Collections.Immutable;

namespace ISyNet.Hardware;

/// <summary>How the constants of a device were fitted, and how well they fit.</summary>
/// <param name="Date">Day of the fit, ISO 8601.</param>
/// <param name="Measurements">The file of measurements, and where it came from.</param>
/// <param name="Rows">Measurements used.</param>
/// <param name="Networks">Networks among them.</param>
/// <param name="FitMapePercent">Mean absolute percentage error on them.</param>
/// <param name="LeaveOneOutMapePercent">The same for networks left out of the fit, each in turn.</param>
/// <param name="LeaveOneOutKendallTau">Rank correlation of those predictions with the measurements.</param>
/// <param name="BandLow">Of ten measurements of families left out no more than one lies below prediction times this.</param>
/// <param name="BandHigh">Of ten measurements of families left out no more than one lies above prediction times this.</param>
/// <param name="Fitted">Names of the constants that were fitted.</param>
/// <param name="Assumed">The constants before the fit: where the search starts, and what it returns to without evidence.</param>
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
    /// <summary>Number format of the measurements; empty in files that do not say.</summary>
    public string Precision { get; init; } = "";

    /// <summary>Mean absolute percentage error on networks whose whole family was left out of the fit.</summary>
    public double? FamilyOutMapePercent { get; init; }

    /// <summary>Rank correlation of those predictions with the measurements.</summary>
    public double? FamilyOutKendallTau { get; init; }

    /// <summary>Percent of the rows of a family left out that lie in the band which the other families give, wider where it holds what they do not.</summary>
    public double? BandCoveragePercent { get; init; }

    /// <summary>Relative standard errors of <see cref="Fitted"/>, in their order.</summary>
    public ImmutableArray<double> StandardErrors { get; init; } = [];

    /// <summary>What the measured networks hold (<see cref="NetworkTraits"/>): a network that holds more gets a wider band.</summary>
    public ImmutableArray<string> Seen { get; init; } = [];

    /// <summary>What speaks against the fit.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>The residual of one network of a calibration.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Rows">Its measurements.</param>
/// <param name="FittedRatio">Predicted over measured, fitted with it.</param>
/// <param name="LeftOutRatio">Predicted over measured, fitted without it.</param>
public sealed record NetworkResidual(string Network, int Rows, double FittedRatio, double LeftOutRatio);
