using System.Collections.Immutable;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Calibration;

/// <summary>A measurement and its predictions.</summary>
/// <param name="Measured">The measurement.</param>
/// <param name="FittedMs">Milliseconds per batch by the fit on all networks.</param>
/// <param name="LeftOutMs">Milliseconds per batch by the fit without this network.</param>
/// <param name="FamilyOutMs">Milliseconds per batch by the fit without this network's family.</param>
public sealed record CalibrationRow(Measurement Measured, double FittedMs, double LeftOutMs, double FamilyOutMs)
{
    /// <summary>Relative error of the fit, in percent; positive if the prediction is too slow.</summary>
    public double FittedErrorPercent => ((FittedMs / Measured.LatencyMs) - 1) * 100;

    /// <summary>Relative error of the prediction without this network, in percent.</summary>
    public double LeftOutErrorPercent => ((LeftOutMs / Measured.LatencyMs) - 1) * 100;

    /// <summary>Relative error of the prediction without this network's family, in percent.</summary>
    public double FamilyOutErrorPercent => ((FamilyOutMs / Measured.LatencyMs) - 1) * 100;
}

/// <summary>A calibrated device, and the evidence.</summary>
/// <param name="Device">The device with fitted constants and provenance.</param>
/// <param name="Rows">Every measurement with its predictions.</param>
public sealed record CalibrationResult(Device Device, ImmutableArray<CalibrationRow> Rows);
