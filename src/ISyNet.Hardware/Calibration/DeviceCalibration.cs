using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Calibration;

/// <summary>
/// Fits the free constants of a device to measured latencies: robust loss on log latency, several starts, bounds, and
/// cross-validation by network and by family (the fit that predicts a network has no row of it, or of its family).
/// </summary>
public static class DeviceCalibration
{
    // No model is wrong by that much for one network and right for the others; microseconds for milliseconds are.
    private const double MostOverMedian = 300;

    /// <summary>Fits a device.</summary>
    /// <param name="device">The device; the search starts at its assumed constants, never at those of an earlier fit.</param>
    /// <param name="measurements">What was measured.</param>
    /// <param name="networks">The networks by the names in the measurements.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">The part of the fits that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops within a second.</param>
    /// <exception cref="DeviceException">A network is missing, there are fewer than two, or a row cannot be right; the message names its line.</exception>
    public static CalibrationResult Fit(
        Device device, ImmutableArray<Measurement> measurements, IReadOnlyDictionary<string, Network> networks,
        CalibrationOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(networks);
        options ??= new CalibrationOptions();
        device = device with { Constants = device.Provenance?.Assumed ?? device.Constants };
        options = options with { Free = [.. options.Free.Where(name => name != "matrixEfficiency" || device.Constants.MatrixEfficiency < 1)] };
        var rows = Rows(device, measurements, networks, options.Measurements);
        var count = measurements.Select(m => m.Network).Distinct().Count();
        if (count < 2)
            throw new DeviceException($"{count} network was measured; a calibration needs at least two");
        CheckUnits(device, rows, options.Measurements);
        var search = new ConstantSearch(device, options);
        var fit = search.Fit(rows, cancellationToken);
        var hasFamilies = rows.Any(r => r.Measured.Family is not null);
        var share = hasFamilies ? 0.5 : 1;
        var leftOut = new LeaveOut(search, fit, rows, r => r.Network).Predict(part => progress?.Report(share * part), cancellationToken);
        var familyOut = hasFamilies
            ? new LeaveOut(search, fit, rows, r => r.Family ?? r.Network).Predict(part => progress?.Report(share + (share * part)), cancellationToken)
            : leftOut;
        var result = rows.Select((row, i) => new CalibrationRow(row.Measured, row.PredictMs(fit.Device), leftOut[i], familyOut[i])).ToImmutableArray();
        var provenance = CalibrationEvidence.Provenance(result, device, fit, options) with
        {
            Seen = NetworkTraits.OfAll(rows.Select(r => r.Lowered)),
            BandCoveragePercent = hasFamilies ? CalibrationEvidence.BandCoveragePercent(result, [.. rows.Select(r => r.Lowered)]) : null,
        };
        return new CalibrationResult(fit.Device with { Provenance = provenance }, result);
    }

    // A measurement that no device could give is a mistake in the file, never a network to learn from.
    private static Measurement Possible(Measurement measured, LoweredNetwork lowered, string file, string cause)
    {
        var leastMs = lowered.Network.TotalMacs * (double)measured.Batch / lowered.Device.PeakMacsPerSecond * 1e3;
        return measured.LatencyMs >= 0.98 * leastMs ? measured : throw new DeviceException(string.Create(CultureInfo.InvariantCulture,
            $"{Row(measured, file)}, faster than the peak of {lowered.Device.Name} in {lowered.Device.Precision.Name} ({leastMs / measured.Batch:G4} ms): {cause}"));
    }

    // A row in another unit than the others would bend the whole fit.
    private static void CheckUnits(Device device, ImmutableArray<MeasuredNetwork> rows, string file)
    {
        var ratios = rows.Select(r => r.Measured.LatencyMs / r.PredictMs(device)).ToArray();
        var median = ratios.Order().ElementAt((ratios.Length - 1) / 2);
        var worst = Array.FindIndex(ratios, ratio => ratio > MostOverMedian * median);
        if (worst >= 0)
            throw new DeviceException(string.Create(CultureInfo.InvariantCulture,
                $"{Row(rows[worst].Measured, file)}, {ratios[worst] / median:F0} times what the other rows suggest: check its unit"));
    }

    private static string Row(Measurement measured, string file) => string.Create(CultureInfo.InvariantCulture,
        $"{(file.Length > 0 ? $"{file}: " : "")}line {measured.Line}: '{measured.Network}' at batch {measured.Batch} took {measured.LatencyMsPerImage:G4} ms per image");

    private static ImmutableArray<MeasuredNetwork> Rows(
        Device device, ImmutableArray<Measurement> measurements, IReadOnlyDictionary<string, Network> networks, string file)
    {
        var lowered = new Dictionary<string, LoweredNetwork>(StringComparer.Ordinal);
        foreach (var name in measurements.Select(m => m.Network).Distinct())
        {
            lowered[name] = networks.TryGetValue(name, out var network)
                ? NetworkLowering.Lower(network, device)
                : throw new DeviceException($"'{name}' was measured, but no network of that name is given");
        }

        var cause = HostProcessor.WiderThanFile(device, measurements) ?? "check the unit, the batch and the precision";
        return [.. measurements.Select(m => MeasuredNetwork.Create(Possible(m, lowered[m.Network], file, cause), lowered[m.Network]))];
    }
}
