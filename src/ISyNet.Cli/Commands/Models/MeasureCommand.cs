using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Profiling;
using ISyNet.Cli.Commands.Devices;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Onnx.Export;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet measure NET… --backend onnxruntime|command</c>: real latencies, the input of <c>device calibrate</c> and <c>device build</c>.</summary>
internal static class MeasureCommand
{
    public static Command Create()
    {
        var nets = new Argument<string[]>("net") { Description = "Networks of the zoo, architecture files or ONNX files.", Arity = ArgumentArity.OneOrMore };
        var measuring = new MeasuringOptions();
        var batch = new Option<string>("--batch") { Description = "Batch sizes, joined by commas.", DefaultValueFactory = _ => "1" };
        var precision = new Option<string>("--precision") { Description = "The precision to write into the rows. ONNX Runtime runs a model in the precision of its file.", DefaultValueFactory = _ => "fp32" };
        var repeats = new Option<int>("--repeats") { Description = "Least number of timed runs.", DefaultValueFactory = _ => 30 };
        var seconds = new Option<double>("--seconds") { Description = "Least time to measure for (onnxruntime).", DefaultValueFactory = _ => 10 };
        var noise = new Option<double>("--noise") { Description = "Largest scatter of the runs in percent (median absolute deviation); noisier measurements are refused.", DefaultValueFactory = _ => 5 };
        var slots = new Option<int>("--slots") { Description = "Calls of the runner at the same time (command).", DefaultValueFactory = _ => 1 };
        var layers = new Option<string?>("--layers") { Description = "Write the times of layers to this CSV file, from the runtime's profiler (onnxruntime) or from the runner (command)." };
        var output = new Option<string>("--out") { Description = "The CSV file of measurements to write.", Required = true };
        var networks = new Option<string>("--networks") { Description = "The folder to save the measured networks to, as NAME.onnx.", Required = true };
        var force = new Option<bool>("--force") { Description = "Overwrite existing files." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("measure", "Measure latency on this machine's processor, or on any device that a command can reach.")
        {
            nets, batch, precision, repeats, seconds, noise, slots, layers, output, networks, force, json,
        };
        measuring.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var (duration, mostNoise) = (OptionValue.Positive("--seconds", result.GetValue(seconds)), OptionValue.Positive("--noise", result.GetValue(noise)));
            var (count, side) = (OptionValue.Whole("--repeats", result.GetValue(repeats), 1, 100_000), OptionValue.Whole("--slots", result.GetValue(slots), 1, 1000));
            var recipe = new OnnxRuntimeOptions(measuring.Threads(result), TimeSpan.FromSeconds(duration)) { Layers = result.GetValue(layers) is not null };
            var device = measuring.Create(result, recipe, side);
            var csv = result.GetRequiredValue(output);
            ResultFolder.RequireFree(csv, result.GetValue(force));
            if (result.GetValue(layers) is { } layerFile)
                ResultFolder.RequireFree(layerFile, result.GetValue(force));
            var files = result.GetRequiredValue(nets).Select(net => Prepare(net, result.GetRequiredValue(networks), result.GetValue(force))).ToArray();
            if (files.Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() < files.Length)
                throw new UsageException("two networks have the same name");
            var requests = files.SelectMany(f => BatchList.Parse(result.GetRequiredValue(batch)).Distinct().Select(b => (f.Name, Request: new MeasurementRequest(f.Path, b, count))));
            var run = new MeasurementRun(device, [.. requests], result.GetRequiredValue(precision))
            {
                MostNoisePercent = mostNoise,
                Retries = measuring.Retries(result),
                Slots = device is CommandBackend ? side : 1,
            };
            var rows = await StepDisplay.RunAsync(false, progress => run.RunAsync(csv, result.GetValue(layers), progress, cancellation));
            if (result.GetValue(json))
                JsonOutput.Write(rows);
            else
                Print(rows, csv);
        });
        return command;
    }

    private static void Print(ImmutableArray<MeasuredRow> rows, string csv)
    {
        var table = new TextTable("network", "batch", "median (ms)", "scatter (%)", "runs");
        foreach (var row in rows)
            table.Add(row.Name, $"{row.Batch}", Text(row.Latency.MedianMs), Text(row.Latency.NoisePercent), $"{row.Latency.Runs}");
        table.Write();
        Console.WriteLine($"{rows[0].Conditions}\n{csv}: {Quantity.Counted(rows.Length, "measurement")}; next: isynet device calibrate DEVICE --measurements {csv} --networks DIR");
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The file to measure, saved where the calibration searches for it. Networks without weights get zeros: the time of a dense kernel does not depend on values.</summary>
    private static (string Name, string Path) Prepare(string net, string folder, bool force)
    {
        if (NetworkSource.IsFile(net, ".onnx"))
        {
            var name = Path.GetFileNameWithoutExtension(net);
            var copy = Path.Combine(folder, $"{name}.onnx");
            if (Path.GetFullPath(copy) != Path.GetFullPath(net))
            {
                ResultFolder.RequireFree(copy, force);
                AtomicFile.Write(copy, stream =>
                {
                    using var source = File.OpenRead(net);
                    source.CopyTo(stream);
                });
            }

            return (name, net);
        }

        var network = NetworkSource.LoadArchitecture(net).Build();
        var path = Path.Combine(folder, $"{network.Name}.onnx");
        ResultFolder.RequireFree(path, force);
        OnnxExport.WriteShapesOnly(path, network);
        return (network.Name, path);
    }
}
