using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Benchmarks;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Hardware.Devices;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Cli.Commands.Devices;

/// <summary><c>isynet bench [SUITE] --device D…</c>: a named suite of networks on devices, predicted or measured.</summary>
internal static class BenchCommand
{
    private const string All = "all";

    public static Command Create()
    {
        var suite = new Argument<string>("suite") { Description = $"The suite: {string.Join(", ", BenchSuite.Names)}.", DefaultValueFactory = _ => BenchSuite.Names[0] };
        var devices = new Option<string[]>("--device") { Description = "Shipped devices or device files; all: every shipped one.", DefaultValueFactory = _ => ["ascend310"], AllowMultipleArgumentsPerToken = true };
        var batch = new Option<int>("--batch") { Description = "Images per batch.", DefaultValueFactory = _ => 16 };
        var seconds = new Option<double>("--seconds") { Description = "Least time to measure a network for (with --backend onnxruntime).", DefaultValueFactory = _ => 2 };
        var noise = new Option<double>("--noise") { Description = "Largest scatter of the runs in percent; noisier measurements are refused (with --backend).", DefaultValueFactory = _ => 5 };
        var output = new Option<string>("--out") { Description = "The folder of the results: SUITE-DEVICE.csv, its page and pictures.", DefaultValueFactory = _ => "results" };
        var table = new Option<string?>("--table") { Description = "Write a table of all devices to this Markdown file, between <!-- bench --> and <!-- /bench -->." };
        var force = new Option<bool>("--force") { Description = "Overwrite existing results." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var measuring = new MeasuringOptions();
        var command = new Command("bench", "Run a named suite of networks on devices, predicted or (with --backend) measured.") { suite, devices, batch, seconds, noise, output, table, force, json };
        measuring.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var name = result.GetRequiredValue(suite);
            var chosen = BenchSuite.Find(name) ?? throw UsageException.Unknown("suite", name, BenchSuite.Names);
            var named = result.GetRequiredValue(devices);
            Device[] parts = [.. (named is [All] ? DeviceCatalog.Names : [.. named]).Select(DeviceSource.Load)];
            var measured = measuring.IsNamed(result);
            if (measured && parts.Length > 1)
                throw new UsageException("--backend measures one device: name one with --device");
            var (folder, overwrite) = (result.GetRequiredValue(output), result.GetValue(force));
            foreach (var part in parts)
                ResultFolder.RequireFree(BenchFiles.CsvOf(folder, name, part.Name), overwrite);
            if (result.GetValue(table) is { } page)
                ResultFolder.RequireFree(page, overwrite || !BenchFiles.WouldOverwrite(page));
            var recipe = new OnnxRuntimeOptions(measuring.Threads(result), TimeSpan.FromSeconds(OptionValue.Positive("--seconds", result.GetValue(seconds))));
            var backend = measured ? measuring.Create(result, recipe) : null;
            var (mostNoise, retries) = (OptionValue.Positive("--noise", result.GetValue(noise)), measuring.Retries(result));
            var images = OptionValue.Whole("--batch", result.GetValue(batch), 1, 4096);
            var results = await StepDisplay.RunAsync(false, async progress =>
            {
                var done = ImmutableArray.CreateBuilder<BenchResult>();
                foreach (var part in parts)
                {
                    var run = new BenchRun(name, chosen, part, images) { Backend = backend, MostNoisePercent = mostNoise, Retries = retries };
                    done.Add(await run.RunAsync(progress, cancellation));
                    BenchFiles.Write(done[^1], folder);
                }

                return done.ToImmutable();
            });
            if (result.GetValue(table) is { } written)
                BenchFiles.WriteTable(written, chosen, results);
            if (result.GetValue(json))
                JsonOutput.Write(results);
            else
                Print(chosen, results);
        });
        return command;
    }

    private static void Print(BenchSuite suite, ImmutableArray<BenchResult> results)
    {
        foreach (var result in results)
        {
            var rows = new TextTable($"{result.Device}, batch {result.Batch}", "top-1 (%)", $"{(result.IsMeasured ? "measured" : "predicted")} (ms/image)", "MEM", "matrix utilisation");
            foreach (var row in result.Rows)
                rows.Add(row.Network.Name, row.Network.Top1Percent?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-", Quantity.Ms(row.LatencyMsPerImage), Quantity.Ratio(row.Mem), Quantity.Ratio(row.MatrixUtilisation));
            rows.Write();
            foreach (var pair in suite.Pairs)
                Console.WriteLine($"{pair.Network} takes {Quantity.Ratio(Ms(result, pair.Network) / Ms(result, pair.Peer))} of the time of {pair.Peer}");
            Console.WriteLine(result.Conditions);
        }
    }

    private static double Ms(BenchResult result, string network) => result.Rows.First(r => r.Network.Name == network).LatencyMsPerImage;
}
