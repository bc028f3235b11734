using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Profiling;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Predictors.Fitting;

namespace ISyNet.Cli.Commands.Devices;

/// <summary><c>isynet device build NAME --backend onnxruntime|command</c>, or <c>--kernels CSV… --measurements CSV --networks DIR…</c> from measurements taken elsewhere.</summary>
internal static class BuildCommand
{
    private static readonly string[] Runtimes = ["pytorch", "onnxruntime"];

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Name of the device to build, a shipped device or a device file. An existing device keeps its facts (cores, cache, precision)." };
        var like = new Option<string?>("--like") { Description = "The device to take the facts (cores, cache, precision) from, if NAME is new." };
        var kernels = new Option<string[]>("--kernels") { Description = "CSV files of kernels timed alone (docs/kernels.md), to build from measurements taken elsewhere.", AllowMultipleArgumentsPerToken = true };
        var measurements = new Option<string?>("--measurements") { Description = "CSV of whole networks: name, batch, latency_ms_per_image, and optionally resolution and family (with --kernels)." };
        var networks = new Option<string[]>("--networks") { Description = "Folders of the measured networks: NAME.onnx (with --kernels).", AllowMultipleArgumentsPerToken = true };
        var runtime = new Option<string>("--runtime") { Description = "pytorch or onnxruntime. Decides which operations are fused and how tensors are laid out.", DefaultValueFactory = _ => Runtimes[0] };
        var conditions = new Option<string>("--conditions") { Description = "How the measurements were taken, as text for the device file.", DefaultValueFactory = _ => "" };
        var quick = new Option<bool>("--no-judge") { Description = "Skip the validation on left-out networks, which takes most of the time. The file then has no error band." };
        var measuring = new MeasuringOptions();
        var timeLimit = new Option<string>("--time-limit") { Description = "How long to measure and fit (with --backend).", DefaultValueFactory = _ => "20m" };
        var measured = new Option<string?>("--measured") { Description = "The folder of the measurements (with --backend); a stopped build goes on from them. Default: NAME-measured." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the random networks that kernels are learnt from (with --backend).", DefaultValueFactory = _ => 1 };
        var output = new Option<string?>("--out") { Description = "The device file to write; default: NAME.json." };
        var table = new Option<string?>("--table") { Description = "Write the table of left-out networks to this Markdown file, between <!-- calibration --> and <!-- /calibration -->." };
        var plot = new Option<string?>("--plot") { Description = "Draw predicted against measured latency of left-out networks to this PNG file." };
        var force = new Option<bool>("--force") { Description = "Overwrite existing files." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("build", "Build a device that predicts from measured kernels, validated on left-out networks.")
        {
            name, like, timeLimit, measured, seed, kernels, measurements, networks, runtime, conditions, quick, output, table, plot, force, json,
        };
        measuring.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var byMeasuring = measuring.IsNamed(result);
            var (files, folders) = (result.GetValue(kernels) ?? [], result.GetValue(networks) ?? []);
            if (byMeasuring == files.Length > 0)
                throw new UsageException("a device is built either by measuring, with --backend onnxruntime or --backend command, or from --kernels CSV --measurements CSV --networks DIR");
            var start = Start(result.GetRequiredValue(name), result.GetValue(like) ?? (byMeasuring && !measuring.IsCommand(result) ? HostProcessor.DeviceName : null));
            var written = new DeviceRunFiles(result.GetValue(output) ?? $"{start.Name}.json", result.GetValue(table), result.GetValue(plot));
            written.RequireFree(result.GetValue(force));
            if (byMeasuring)
            {
                var folder = result.GetValue(measured) ?? $"{start.Name}-measured";
                var limit = Duration.Parse("--time-limit", result.GetRequiredValue(timeLimit));
                var campaign = MeasuringFolder.Campaign(measuring, result, folder, limit, result.GetValue(seed));
                var campaignRun = new DeviceMeasuringRun(start, campaign);
                Print(await StepDisplay.RunAsync(false, progress => campaignRun.RunAsync(written, progress, cancellation)), written, result.GetValue(json));
                return;
            }

            var csv = result.GetValue(measurements) ?? throw new UsageException("--kernels needs --measurements CSV, the measurements of whole networks");
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
            var options = new DeviceBuildOptions(
                result.GetRequiredValue(runtime), rules, result.GetRequiredValue(conditions), [.. files.Append(csv).Select(f => Path.GetFileName(f))],
                DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            {
                Judge = !result.GetValue(quick),
            };
            var run = new DeviceBuildRun(start, [.. files], csv, [.. folders], options);
            Print(await StepDisplay.RunAsync(false, progress => Task.Run(() => run.Run(written, progress, cancellation), cancellation)), written, result.GetValue(json));
        });
        return command;
    }

    private static void Print(DeviceBuildResult built, DeviceRunFiles written, bool json)
    {
        if (json)
            JsonOutput.Write(new { File = written.Device, built.Device.Kernels!.Provenance, built.LeftOut });
        else
            Console.WriteLine($"{LeftOutTable.Markdown(built)}\n{written.Device}: the device; use it as --device {written.Device}");
    }

    private static Device Start(string name, string? like)
    {
        if (like is null)
            return DeviceSource.Load(name);
        var known = HostProcessor.Widened(DeviceSource.Load(like), HostProcessor.VectorBytes);
        return known with { Name = Path.GetFileNameWithoutExtension(name), Title = $"{Path.GetFileNameWithoutExtension(name)}, built from measurements; facts of {known.Name}", Provenance = null };
    }
}
