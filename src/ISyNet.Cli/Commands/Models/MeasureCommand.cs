using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Profiling;
using ISyNet.Cli.Commands.Devices;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet measure NET… --backend onnxruntime|command</c>: real latencies, the input of <c>device calibrate</c> and <c>device build</c>.</summary>
internal static class MeasureCommand
{
    public static Command Create()
    {
        var nets = new Argument<string[]>("net") { Description = "Networks of the zoo, architecture files, ONNX files or result folders.", Arity = ArgumentArity.OneOrMore };
        var measuring = new MeasuringOptions();
        var batch = new Option<string>("--batch") { Description = "Batch sizes, joined by commas.", DefaultValueFactory = _ => "1" };
        var precision = new Option<string?>("--precision") { Description = "int8 measures a network in its eight-bit form. With a runner: the precision that the device runs in, for the rows. Default: that of the file." };
        var repeats = new Option<int>("--repeats") { Description = "Least number of timed runs.", DefaultValueFactory = _ => 30 };
        var seconds = new Option<double>("--seconds") { Description = "Least time to measure for (onnxruntime).", DefaultValueFactory = _ => 10 };
        var noise = new Option<double>("--noise") { Description = "Largest scatter of the runs in percent (median absolute deviation); noisier measurements are refused.", DefaultValueFactory = _ => 5 };
        var slots = new Option<int>("--slots") { Description = "Calls of the runner at the same time (command).", DefaultValueFactory = _ => 1 };
        var layers = new Option<string?>("--layers") { Description = "Write the times of layers to this CSV file, from the runtime's profiler (onnxruntime) or from the runner (command)." };
        var output = new Option<string?>("--out") { Description = "The CSV file of measurements to write. Default: they are only printed." };
        var networks = new Option<string?>("--networks") { Description = "The folder to save the measured networks to, as NAME.onnx. Default: FILE-networks beside --out FILE.csv; without --out they are not kept." };
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
            var (csv, layerFile, overwrites) = (result.GetValue(output), result.GetValue(layers), result.GetValue(force));
            foreach (var file in new[] { csv, layerFile }.OfType<string>())
                ResultFolder.RequireFree(file, overwrites);
            using var models = new MeasuredModels(result.GetValue(networks) ?? (csv is null ? null : MeasuredModels.FolderBeside(csv)), overwrites, result.GetValue(precision), device is CommandBackend);
            var files = models.Prepare(result.GetRequiredValue(nets));
            var requests = files.SelectMany(f => BatchList.Parse(result.GetRequiredValue(batch)).Distinct().Select(b => new NetworkToMeasure(f.Name, f.Precision, new MeasurementRequest(f.Path, b, count))));
            var run = new MeasurementRun(device, [.. requests])
            {
                MostNoisePercent = mostNoise,
                Retries = measuring.Retries(result),
                Slots = device is CommandBackend ? side : 1,
            };
            var rows = await StepDisplay.RunAsync(false, progress => run.RunAsync(csv, layerFile, progress, cancellation));
            if (result.GetValue(json))
                JsonOutput.Write(rows);
            else
                Print(rows, csv, models.Kept, layerFile);
        });
        return command;
    }

    private static void Print(ImmutableArray<MeasuredRow> rows, string? csv, string? networks, string? layers)
    {
        var table = new TextTable("network", "batch", "precision", "median (ms)", "scatter (%)", "runs");
        foreach (var row in rows)
            table.Add(row.Name, $"{row.Batch}", row.Precision, Text(row.Latency.MedianMs), Text(row.Latency.NoisePercent), $"{row.Latency.Runs}");
        table.Write();
        Console.WriteLine(rows[0].Conditions);
        Console.WriteLine(rows[0].PassingConditions);
        if (layers is not null)
            Console.WriteLine($"{layers}: the times of the layers");
        Console.WriteLine(csv is null
            ? "the measurements are not kept: --out FILE.csv writes them"
            : $"{csv}: {Quantity.Counted(rows.Length, "measurement")}; next: isynet device calibrate DEVICE --measurements {csv} --networks {networks}");
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
