using System.CommandLine;
using ISyNet.Application.Profiling;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;

namespace ISyNet.Cli.Commands.Devices;

/// <summary><c>isynet device judge DEVICE [FILE.onnx…]</c>: a device's predictions against measurements of networks that it was not built from.</summary>
internal static class JudgeCommand
{
    public static Command Create()
    {
        var device = new Argument<string>("device") { Description = "The device file, built on this machine (or on the device that --runner reaches)." };
        var nets = new Argument<string[]>("net") { Description = "ONNX files to measure besides the networks of the zoo that no device is built from.", Arity = ArgumentArity.ZeroOrMore };
        var random = new Option<int>("--random") { Description = "Random members of the search spaces to measure besides.", DefaultValueFactory = _ => 60 };
        var seed = new Option<ulong>("--seed") { Description = "Their seed; it must be another than that of the build.", DefaultValueFactory = _ => 1001 };
        var seconds = new Option<double>("--seconds") { Description = "Least time to measure a network for (onnxruntime).", DefaultValueFactory = _ => 1 };
        var rounds = new Option<int>("--rounds") { Description = "How often every network is measured, all networks in turn; the median counts.", DefaultValueFactory = _ => 3 };
        var output = new Option<string?>("--out") { Description = "Write every network to this CSV file." };
        var table = new Option<string?>("--table") { Description = "Write the table to this Markdown file, between <!-- judgement --> and <!-- /judgement -->." };
        var plot = new Option<string?>("--plot") { Description = "Draw predicted against measured latency to this PNG file." };
        var force = new Option<bool>("--force") { Description = "Overwrite existing files." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var measuring = new MeasuringOptions();
        var command = new Command("judge", "Compare a device's predictions with measurements of networks that it was not built from.") { device, nets, random, seed, seconds, rounds, output, table, plot, force, json };
        measuring.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var built = DeviceSource.Load(result.GetRequiredValue(device));
            var overwrite = result.GetValue(force);
            foreach (var file in new[] { result.GetValue(output), result.GetValue(plot) }.OfType<string>())
                ResultFolder.RequireFree(file, overwrite);
            if (result.GetValue(table) is { } page)
                ResultFolder.RequireFree(page, overwrite || !DeviceJudgeRun.WouldOverwrite(page));
            var given = result.GetValue(nets)!.Select(net => NetworkSource.IsFile(net, ".onnx") ? (Path.GetFileNameWithoutExtension(net), net, NetworkSource.Load(net, InputShapes.None).Network)
                : throw new UsageException($"{net}: is no ONNX file; the networks of the zoo that no device is built from are measured anyway"));
            var folder = Directory.CreateTempSubdirectory("isynet-reference-");
            try
            {
                var options = MeasuringFolder.WithReference(measuring.Threads(result), TimeSpan.FromSeconds(OptionValue.Positive("--seconds", result.GetValue(seconds))), folder.FullName);
                var run = new DeviceJudgeRun(
                    built, measuring.Create(result, options), [.. given], OptionValue.Whole("--random", result.GetValue(random), 0, 10_000), result.GetValue(seed),
                    OptionValue.Whole("--rounds", result.GetValue(rounds), 1, 100));
                var judgement = await StepDisplay.RunAsync(false, progress => run.RunAsync(result.GetValue(output), result.GetValue(table), result.GetValue(plot), progress, cancellation));
                if (result.GetValue(json))
                    JsonOutput.Write(judgement);
                else
                    Print(judgement);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static void Print(DeviceJudgement judgement)
    {
        var rows = new TextTable("network", "measured (ms)", "predicted (ms)", "ratio");
        foreach (var row in judgement.Rows)
            rows.Add(row.Network, Quantity.Ms(row.MeasuredMs), Quantity.Ms(row.PredictedMs), $"{row.Ratio:0.00}");
        rows.Write();
        Console.WriteLine($"{DeviceJudgeRun.Line(judgement.Errors)}\n{judgement.Conditions}");
    }
}
