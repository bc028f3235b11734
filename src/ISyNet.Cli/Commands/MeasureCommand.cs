using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Profiles;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Design;
using ISyNet.Onnx.Export;
using ISyNet.Runtime;

namespace ISyNet.Cli.Commands;

/// <summary><c>isynet device measure NET… --out CSV --networks DIR</c>: what <c>device calibrate</c> reads, of this machine.</summary>
internal static class MeasureCommand
{
    public static Command Create()
    {
        var nets = new Argument<string[]>("net") { Description = "Networks of the zoo, architecture files or ONNX files with weights.", Arity = ArgumentArity.OneOrMore };
        var batch = new Option<string>("--batch") { Description = "Batch sizes, joined by commas.", DefaultValueFactory = _ => "1" };
        var threads = new Option<int>("--threads") { Description = "Threads within one operator.", DefaultValueFactory = _ => 1 };
        var seconds = new Option<double>("--seconds") { Description = "Most seconds for a network and batch, after at least three runs.", DefaultValueFactory = _ => 10 };
        var output = new Option<string>("--out") { Description = "The CSV file of measurements to write.", Required = true };
        var networks = new Option<string>("--networks") { Description = "The folder to keep the measured networks in: NAME.onnx.", Required = true };
        var force = new Option<bool>("--force") { Description = "Overwrite existing files." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("measure", "Measure networks on this machine's processor with ONNX Runtime, for 'device calibrate'.") { nets, batch, threads, seconds, output, networks, force, json };
        command.SetAction(async (result, cancellation) =>
        {
            var limit = result.GetValue(seconds);
            if (limit is not (> 0 and <= 86_400))
                throw new UsageException("--seconds takes a number above 0, of at most 86400");
            if (result.GetValue(threads) is var count && (count < 1 || count > Environment.ProcessorCount))
                throw new UsageException($"--threads takes a whole number from 1 to {Environment.ProcessorCount}, the processors of this machine, not {count}");
            var csv = result.GetRequiredValue(output);
            Refuse(csv, result.GetValue(force));
            var files = result.GetRequiredValue(nets).Select(net => Prepare(net, result.GetRequiredValue(networks), result.GetValue(force))).ToArray();
            if (files.Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() < files.Length)
                throw new UsageException("two of the networks have one name");
            var recipes = BatchList.Parse(result.GetRequiredValue(batch)).Distinct()
                .Select(b => new LatencyRecipe(b, count, WarmUpRuns: 2, Runs: 200, TimeSpan.FromSeconds(limit))).ToArray();
            var measured = await StepDisplay.RunAsync(false, progress => Task.Run(() => Measure(files, recipes, progress, cancellation), cancellation));
            AtomicFile.WriteText(csv, MeasuredTable.Csv(measured));
            if (result.GetValue(json))
                JsonOutput.Write(measured);
            else
                MeasuredTable.Print(measured, csv);
        });
        return command;
    }

    private static void Refuse(string path, bool force)
    {
        if (File.Exists(path) && !force)
            throw new UsageException($"{path} exists; --force overwrites it");
    }

    /// <summary>The file to measure, put where the calibration looks for it. Networks without weights get zeros: the time of a dense kernel does not depend on values.</summary>
    private static MeasuredFile Prepare(string net, string folder, bool force)
    {
        if (NetworkSource.IsFile(net, ".onnx"))
        {
            var name = Path.GetFileNameWithoutExtension(net);
            var copy = Path.Combine(folder, $"{name}.onnx");
            if (Path.GetFullPath(copy) != Path.GetFullPath(net))
            {
                Refuse(copy, force);
                AtomicFile.Write(copy, stream =>
                {
                    using var source = File.OpenRead(net);
                    source.CopyTo(stream);
                });
            }

            return new MeasuredFile(name, net);
        }

        var network = NetworkSource.LoadArchitecture(net).Build();
        var path = Path.Combine(folder, $"{network.Name}.onnx");
        Refuse(path, force);
        OnnxExport.WriteShapesOnly(path, network);
        return new MeasuredFile(network.Name, path);
    }

    private static List<MeasuredRow> Measure(MeasuredFile[] files, LatencyRecipe[] recipes, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        var rows = new List<MeasuredRow>();
        foreach (var file in files)
        {
            progress.Report(new StepStarted(file.Name));
            foreach (var (recipe, i) in recipes.Select((r, i) => (r, i)))
            {
                var measurement = RuntimeLatency.Measure(file.Path, recipe, new DirectProgress<int>(done =>
                    progress.Report(new StepAdvanced(file.Name, (i + ((double)done / recipe.Runs)) / recipes.Length, $"batch {recipe.Batch}"))), cancellation);
                rows.Add(new MeasuredRow(file.Name, measurement));
            }

            progress.Report(new StepFinished(file.Name, string.Join(", ", rows.Where(r => r.Name == file.Name).Select(r =>
                string.Create(CultureInfo.InvariantCulture, $"batch {r.Measured.Recipe.Batch}: {r.Measured.MedianMs:0.##} ms")))));
        }

        return rows;
    }

    private sealed record MeasuredFile(string Name, string Path);
}
