using System.CommandLine;
using ISyNet.Application.Profiling;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Hardware.Calibration;

namespace ISyNet.Cli.Commands.Devices;

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
        var table = new Option<string?>("--table") { Description = "Write the tables to this Markdown file, between <!-- calibration --> and <!-- /calibration -->." };
        var plot = new Option<string?>("--plot") { Description = "Draw predicted against measured latency to this PNG file." };
        var force = new Option<bool>("--force") { Description = "Overwrite existing files, and write a calibration that is refused: one that fits worse than 30 % or predicts left-out networks worse than 50 %." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("calibrate", "Fit the constants of a device to measured latencies, cross-validated by network.") { device, measurements, networks, free, output, table, plot, force, json };
        command.SetAction(async (result, cancellation) =>
        {
            var (start, precision) = DeviceSource.Split(result.GetRequiredValue(device));
            // A precision that the device does not have is said before anything is read.
            DeviceSource.Load(result.GetRequiredValue(device));
            var csv = result.GetRequiredValue(measurements);
            var folders = result.GetRequiredValue(networks);
            if (!File.Exists(csv))
                throw new UsageException($"{csv}: no such file of measurements");
            if (folders.FirstOrDefault(f => !Directory.Exists(f)) is { } folder)
                throw new UsageException($"{folder}: no such folder of networks");
            // A fit takes minutes: files that cannot be written are reported first.
            var files = new DeviceRunFiles(result.GetValue(output) ?? $"{start.Name}-calibrated.json", result.GetValue(table), result.GetValue(plot));
            files.RequireFree(result.GetValue(force));
            var run = new CalibrationRun(start, csv, [.. folders]) { Precision = precision, Free = [.. result.GetValue(free) ?? []], KeepRefused = result.GetValue(force) };
            var calibration = await StepDisplay.RunAsync(false, progress => Task.Run(() => run.Run(files, progress, cancellation), cancellation));
            if (result.GetValue(json))
                JsonOutput.Write(new { File = files.Device, calibration.Device, calibration.Rows });
            else
                Console.WriteLine($"{CalibrationTable.Markdown(calibration)}\n{files.Device}: the calibrated device; use it as --device {files.Device}");
        });
        return command;
    }
}
