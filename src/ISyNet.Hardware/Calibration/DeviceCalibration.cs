using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Hardware.Calibration;

/// <summary>
/// Fits the free constants of a device to measured latencies: robust loss on log latency, several starts, bounds, and
/// cross-validation by network and by family (no row of a network, or of its kin, is seen by the fit that predicts it).
/// </summary>
public static class DeviceCalibration
{
    /// <summary>Fits a device.</summary>
    /// <param name="device">The device; the search starts at its assumed constants, never at those of an earlier fit.</param>
    /// <param name="measurements">What was measured.</param>
    /// <param name="networks">The networks by the names in the measurements.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">The part of the fits that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops within a second.</param>
    /// <exception cref="DeviceException">A network is missing, or there are fewer than two.</exception>
    public static CalibrationResult Fit(
        Device device, ImmutableArray<Measurement> measurements, IReadOnlyDictionary<string, Network> networks,
        CalibrationOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(networks);
        options ??= new CalibrationOptions();
        device = device with { Constants = device.Provenance?.Assumed ?? device.Constants };
        options = options with { Free = [.. options.Free.Where(name => name != "matrixEfficiency" || device.Constants.MatrixEfficiency < 1)] };
        var rows = Rows(device, measurements, networks);
        var count = measurements.Select(m => m.Network).Distinct().Count();
        if (count < 2)
            throw new DeviceException($"{count} network was measured; a calibration needs at least two");
        var search = new ConstantSearch(device, options);
        var fitted = search.Fit(rows, cancellationToken);
        var hasFamilies = rows.Any(r => r.Measured.Family is not null);
        var share = hasFamilies ? 0.5 : 1;
        var leftOut = new LeaveOut(search, rows, r => r.Network).Predict(part => progress?.Report(share * part), cancellationToken);
        var familyOut = hasFamilies
            ? new LeaveOut(search, rows, r => r.Family ?? r.Network).Predict(part => progress?.Report(share + (share * part)), cancellationToken)
            : leftOut;
        var result = rows.Select((row, i) => new CalibrationRow(row.Measured, row.PredictMs(fitted), leftOut[i], familyOut[i])).ToImmutableArray();
        return new CalibrationResult(fitted with { Provenance = CalibrationEvidence.Provenance(result, device.Constants, options) }, result);
    }

    private static ImmutableArray<MeasuredNetwork> Rows(
        Device device, ImmutableArray<Measurement> measurements, IReadOnlyDictionary<string, Network> networks)
    {
        var lowered = new Dictionary<string, LoweredNetwork>(StringComparer.Ordinal);
        foreach (var name in measurements.Select(m => m.Network).Distinct())
        {
            lowered[name] = networks.TryGetValue(name, out var network)
                ? NetworkLowering.Lower(network, device)
                : throw new DeviceException($"'{name}' was measured, but no network of that name is given");
        }

        return [.. measurements.Select(m => new MeasuredNetwork(m, lowered[m.Network]))];
    }
}
