using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Profiles;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Design;
using ISyNet.Hardware;
using ISyNet.Hardware.Calibration;
using ISyNet.Reports.Figures;

namespace ISyNet.Cli.Commands;

/// <summary><c>isynet device calibrate D --measurements CSV --networks DIR</c>.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        var device = new Argument<string>("device") { Description = "The device to start from: a shipped one or a device file." };
        var measurements = new Option<string>("--measurements") { Description = "CSV with the columns name, batch, latency_ms_per_image, and optionally resolution, grade, source.", Required = true };
        var networks = new Option<string[]>("--networks") { Description = "The folder of the measured networks: NAME.onnx; may be given several times.", Required = true, AllowMultipleArgumentsPerToken = true };
        var free = new Option<string[]>("--free") { Description = "The constants to fit; default: those of the device's last fit, or the usual ones.", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string?>("--out") { Description = "The device file to write; default: NAME-calibrated.json." };
        var table = new Option<string?>("--table") { Description = "Write the tables to this Markdown file: the part between <!-- calibration --> and <!-- /calibration -->." };
        var plot = new Option<string?>("--plot") { Description = "Draw predicted against measured latency to this PNG file." };
        var force = new Option<bool>("--force") { Description = "Overwrite existing files." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("calibrate", "Fit the constants of a device to measured latencies, cross-validated by network.") { device, measurements, networks, free, output, table, plot, force, json };
        command.SetAction(async (result, cancellation) =>
        {
            var start = HostProcessor.Widened(DeviceSource.Load(result.GetRequiredValue(device)), HostProcessor.VectorBytes);
            var csv = result.GetRequiredValue(measurements);
            var folders = result.GetRequiredValue(networks);
            if (!File.Exists(csv))
                throw new UsageException($"{csv}: no such file of measurements");
            foreach (var folder in folders)
            {
                if (!Directory.Exists(folder))
                    throw new UsageException($"{folder}: no such folder of networks");
            }

            // A fit takes minutes: what cannot be written is said before it.
            var target = result.GetValue(output) ?? $"{start.Name}-calibrated.json";
            ResultFolder.RequireFree(target, result.GetValue(force));
            if (result.GetValue(plot) is { } picture)
                ResultFolder.RequireFree(picture, result.GetValue(force));
            if (result.GetValue(table) is { } page)
                ResultFolder.RequireFree(page, result.GetValue(force) || !MarkedSection.WouldOverwrite(page));

            var calibration = await StepDisplay.RunAsync(false, progress => Task.Run(() => Fit(start, csv, folders, result.GetValue(free) ?? [], progress, cancellation), cancellation));
            DeviceFile.Save(HostProcessor.Widened(DeviceSource.Split(result.GetRequiredValue(device)).Device, HostProcessor.VectorBytes).WithFit(calibration.Device), target);
            var tables = CalibrationTable.Markdown(calibration);
            if (result.GetValue(table) is { } tablePath)
                MarkedSection.Write(tablePath, tables);
            if (result.GetValue(plot) is { } plotPath)
                AtomicFile.Write(plotPath, stream => stream.Write(PredictionFigure.Create(Points(calibration), start.Name).ToPng()));
            if (result.GetValue(json))
                JsonOutput.Write(new { File = target, calibration.Device, calibration.Rows });
            else
                Console.WriteLine($"{tables}\n{target}: the calibrated device; use it as --device {target}");
        });
        return command;
    }

    private static CalibrationResult Fit(Device device, string csv, string[] folders, string[] free, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        const string Reading = "reading networks", Fitting = "fitting, and again without each network";
        var measured = OfPrecision(MeasurementFile.Load(csv), device, csv);
        progress.Report(new StepStarted(Reading));
        var networks = MeasuredNetworks.Load(csv, measured, folders, done => progress.Report(new StepAdvanced(Reading, done)), cancellation);
        progress.Report(new StepFinished(Reading, $"{networks.Count} networks, {measured.Length} measurements"));
        progress.Report(new StepStarted(Fitting));
        var options = new CalibrationOptions
        {
            Free = free.Length > 0 ? [.. free] : device.Provenance is { } before ? before.Fitted : new CalibrationOptions().Free,
            Measurements = csv,
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
    private static ImmutableArray<Measurement> OfPrecision(ImmutableArray<Measurement> rows, Device device, string csv)
    {
        ImmutableArray<Measurement> kept = [.. rows.Where(r => r.Precision is null || r.Precision.Equals(device.Precision.Name, StringComparison.OrdinalIgnoreCase))];
        return kept.Length > 0 ? kept : throw new DeviceException(
            $"{csv}: no measurement in {device.Precision.Name}, which {device.Name} is asked for; there are {string.Join(", ", rows.Select(r => r.Precision).Distinct())}");
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
