using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Devices;
using ISyNet.Reports.Figures;

namespace ISyNet.Application.Profiling;

/// <summary>Fits the constants of a device to measured latencies, with cross-validation by network.</summary>
/// <param name="Device">The device to start from.</param>
/// <param name="Measurements">The CSV file of measurements (docs/device-format.md).</param>
/// <param name="Networks">The folders of the measured networks: <c>NAME.onnx</c>; the first that has a network gives it.</param>
public sealed record CalibrationRun(Device Device, string Measurements, ImmutableArray<string> Networks)
{
    /// <summary>The precision that is calibrated, beside the others of the device; null for the one in use.</summary>
    public string? Precision { get; init; }

    /// <summary>The constants that are fitted; empty for those of the device's last fit, or the usual ones.</summary>
    public ImmutableArray<string> Free { get; init; } = [];

    /// <summary>Whether a calibration that should be refused is written all the same, with its marks.</summary>
    public bool KeepRefused { get; init; }

    private const string Reading = "reading networks", Fitting = "fitting, and again without each network";

    /// <summary>Runs the fit on the calling thread and writes its files.</summary>
    /// <param name="files">The files to write.</param>
    /// <param name="progress">Receives every step.</param>
    /// <param name="cancellation">Stops within a second; then nothing is written.</param>
    /// <exception cref="ISyNetException">A file cannot be read or written, a network is missing, or the calibration is refused (<see cref="CalibrationEvidence.Refusal"/>).</exception>
    public CalibrationResult Run(DeviceRunFiles files, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(progress);
        var all = MeasurementFile.Load(Measurements);
        var device = HostProcessor.Widened(Device, HostProcessor.MeasuredVectorBytes(all) ?? HostProcessor.VectorBytes);
        var measured = OfPrecision(all, Asked(device));
        progress.Report(new StepStarted(Reading));
        var networks = MeasuredNetworks.Load(Measurements, measured, Networks, done => progress.Report(new StepAdvanced(Reading, done)), cancellation);
        var fastest = measured.Max(row => networks[row.Network].TotalMacs / (row.LatencyMsPerImage * 1e-3));
        var clocked = HostProcessor.Clocked(device, fastest / Asked(device).PeakMacsPerSecond);
        var clock = clocked == device ? "" : string.Create(CultureInfo.InvariantCulture, $"; the fastest needs a clock of {clocked.ClockMHz:0} MHz, which is taken for the {device.ClockMHz:0} MHz of the file");
        progress.Report(new StepFinished(Reading, $"{networks.Count} networks, {measured.Length} measurements{clock}"));
        var result = Fit(Asked(clocked), measured, networks, progress, cancellation);
        if (!KeepRefused && CalibrationEvidence.Refusal(result) is { } refusal)
            throw new DeviceException($"{Measurements}: the calibration of {Device.Name} is refused and nothing is written: {refusal}; --force keeps it, marked");
        files.Write(clocked.WithFit(result.Device), CalibrationTable.Markdown(result), PredictionFigure.Create(Points(result), Device.Name));
        return result;
    }

    private Device Asked(Device device) => Precision is null ? device : device.At(Precision) ?? throw new DeviceException($"{Device.Name} has no precision '{Precision}'");

    private CalibrationResult Fit(
        Device device, ImmutableArray<Measurement> measured, IReadOnlyDictionary<string, Network> networks, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Fitting));
        var options = new CalibrationOptions
        {
            Free = Free.Length > 0 ? Free : device.Provenance?.Fitted ?? new CalibrationOptions().Free,
            Measurements = Measurements,
            Date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        var result = DeviceCalibration.Fit(
            device, measured, networks, options, new DirectProgress<double>(done => progress.Report(new StepAdvanced(Fitting, done))), cancellation);
        var fit = result.Device.Provenance!;
        progress.Report(new StepFinished(Fitting, string.Create(CultureInfo.InvariantCulture,
            $"MAPE {fit.FitMapePercent:F1} % fitted, {fit.LeaveOneOutMapePercent:F1} % left out")));
        return result;
    }

    // A file may hold several precisions: rows that name none are taken for the one in use.
    private ImmutableArray<Measurement> OfPrecision(ImmutableArray<Measurement> rows, Device device)
    {
        ImmutableArray<Measurement> kept = [.. rows.Where(r => r.Precision is null || r.Precision.Equals(device.Precision.Name, StringComparison.OrdinalIgnoreCase))];
        return kept.Length > 0 ? kept : throw new DeviceException(
            $"{Measurements}: no measurement in {device.Precision.Name}, which {device.Name} is asked for; there are {string.Join(", ", rows.Select(r => r.Precision).Distinct())}");
    }

    private static ImmutableArray<PredictionPoint> Points(CalibrationResult result) =>
    [
        .. Group("fitted", row => row.FittedMs, result),
        .. Group("network left out", row => row.LeftOutMs, result),
    ];

    private static IEnumerable<PredictionPoint> Group(string group, Func<CalibrationRow, double> predicted, CalibrationResult result) =>
        result.Rows.Select(row => new PredictionPoint(
            $"{row.Measured.Network}, batch {row.Measured.Batch}", group, row.Measured.LatencyMsPerImage, predicted(row) / row.Measured.Batch));
}
