using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Profiling;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Hardware;
using ISyNet.Hardware.Kernels;
using ISyNet.Predictors.Fitting;

namespace ISyNet.Cli.Commands.Devices;

/// <summary><c>isynet device build NAME --kernels CSV… --measurements CSV --networks DIR…</c>.</summary>
internal static class BuildCommand
{
    private static readonly string[] Runtimes = ["pytorch", "onnxruntime"];

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Name of the device to build; a shipped one or a device file keeps its facts." };
        var like = new Option<string?>("--like") { Description = "The device whose facts (cores, cache, precision) it has, if NAME is new." };
        var kernels = new Option<string[]>("--kernels") { Description = "CSV files of kernels timed alone (docs/kernels.md).", Required = true, AllowMultipleArgumentsPerToken = true };
        var measurements = new Option<string>("--measurements") { Description = "CSV of whole networks: name, batch, latency_ms_per_image, and optionally resolution and family.", Required = true };
        var networks = new Option<string[]>("--networks") { Description = "Folders of the measured networks: NAME.onnx.", Required = true, AllowMultipleArgumentsPerToken = true };
        var runtime = new Option<string>("--runtime") { Description = "pytorch or onnxruntime: what is fused, and how tensors lie.", DefaultValueFactory = _ => Runtimes[0] };
        var conditions = new Option<string>("--conditions") { Description = "How the measurements were taken, in words; kept in the device file.", DefaultValueFactory = _ => "" };
        var quick = new Option<bool>("--no-judge") { Description = "Do not judge the fit on networks that are left out, which takes most of the time; the file then has no band." };
        var output = new Option<string?>("--out") { Description = "The device file to write; default: NAME.json." };
        var table = new Option<string?>("--table") { Description = "Write the table of networks left out to this Markdown file: the part between <!-- calibration --> and <!-- /calibration -->." };
        var plot = new Option<string?>("--plot") { Description = "Draw predicted against measured latency of networks left out to this PNG file." };
        var force = new Option<bool>("--force") { Description = "Overwrite existing files." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("build", "Build a device that predicts from measured kernels, judged on networks left out.")
        {
            name, like, kernels, measurements, networks, runtime, conditions, quick, output, table, plot, force, json,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var start = Start(result.GetRequiredValue(name), result.GetValue(like));
            var files = result.GetRequiredValue(kernels);
            var csv = result.GetRequiredValue(measurements);
            var folders = result.GetRequiredValue(networks);
            if (files.Append(csv).FirstOrDefault(file => !File.Exists(file)) is { } missing)
                throw new UsageException($"{missing}: no such file of measurements");
            if (folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } nowhere)
                throw new UsageException($"{nowhere}: no such folder of networks");
            var rules = result.GetRequiredValue(runtime) switch
            {
                "pytorch" => RuntimeRules.PyTorch,
                "onnxruntime" => RuntimeRules.OnnxRuntime,
                var other => throw UsageException.Unknown("runtime", other, Runtimes),
            };
            var written = new DeviceRunFiles(result.GetValue(output) ?? $"{start.Name}.json", result.GetValue(table), result.GetValue(plot));
            written.RequireFree(result.GetValue(force));
            var options = new DeviceBuildOptions(
                result.GetRequiredValue(runtime), rules, result.GetRequiredValue(conditions), [.. files.Append(csv).Select(f => Path.GetFileName(f))],
                DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            {
                Judge = !result.GetValue(quick),
            };
            var run = new DeviceBuildRun(start, [.. files], csv, [.. folders], options);
            var built = await StepDisplay.RunAsync(false, progress => Task.Run(() => run.Run(written, progress, cancellation), cancellation));
            if (result.GetValue(json))
                JsonOutput.Write(new { File = written.Device, built.Device.Kernels!.Provenance, built.LeftOut });
            else
                Console.WriteLine($"{LeftOutTable.Markdown(built)}\n{written.Device}: the device; use it as --device {written.Device}");
        });
        return command;
    }

    private static Device Start(string name, string? like)
    {
        if (like is null)
            return DeviceSource.Load(name);
        var known = DeviceSource.Load(like);
        return known with { Name = Path.GetFileNameWithoutExtension(name), Title = $"{Path.GetFileNameWithoutExtension(name)}, built from measurements; facts of {known.Name}", Provenance = null };
    }
}
