using System.CommandLine;
using ISyNet.Application.Import;
using ISyNet.Application.Results;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Onnx.Checkpoints;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet import CKPT</c>: published weights to our format and to ONNX.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("checkpoint") { Description = "MindSpore's .ckpt, .safetensors in PyTorch's layout, or a result folder." };
        var net = new Option<string?>("--network") { Description = "The network: a zoo name or an architecture file. Default: found by the shapes of the tensors." };
        var drop = new Option<bool>("--drop-background") { Description = "Remove class 0, the background of ImageNet's 1001 classes." };
        var data = new Option<string?>("--data") { Description = "Images to check the exported model on. Default: random pixels." };
        var output = new Option<string?>("--out") { Description = "The result folder. Default: runs/import-N." };
        var force = new Option<bool>("--force") { Description = "Overwrite what is in --out." };
        var verbose = new Option<bool>("--verbose") { Description = "Also print how each parameter found its tensor." };
        var json = new Option<bool>("--json") { Description = "Print the matched tensors as JSON." };
        var command = new Command("import", "Convert published weights to isynet's format and to ONNX.") { file, net, drop, data, output, force, verbose, json };
        command.SetAction(async (result, cancellation) =>
        {
            var job = Job(result.GetRequiredValue(file), result.GetValue(net), result.GetValue(drop), result.GetValue(data), cancellation);
            var folder = new ClassifierFolder(result.GetValue(output) ?? RunPlace.Choose(ResultKind.Import));
            var use = RunPlace.Use(resume: false, result.GetValue(force));
            var imported = await StepDisplay.RunAsync(false, progress => Task.Run(() => job.Run(folder, use, progress, cancellation), cancellation));
            if (result.GetValue(json))
                Console.WriteLine(imported.ToJson());
            else
                Print(imported, result.GetValue(verbose));
            imported.Proof.ThrowIfFailed(folder.Model);
            return 0;
        });
        return command;
    }

    private static ImportRun Job(string file, string? net, bool dropBackground, string? data, CancellationToken cancellation)
    {
        var folder = Directory.Exists(file) ? new ClassifierFolder(file) : null;
        folder?.RequireTrained();
        if (folder is null && !File.Exists(file))
            throw new UsageException($"{file}: there is no such file");
        return new ImportRun(folder?.Weights ?? file)
        {
            Network = net is not null ? NetworkSource.LoadArchitecture(net) : folder?.LoadNetwork(),
            DropBackground = dropBackground,
            Images = data is null ? null : input => DataSource.Load(data, input, cancellation),
        };
    }

    private static void Print(ImportResult record, bool verbose)
    {
        Console.WriteLine($"{record.Network} with {record.Classes} classes{(record.LastBatchNorm ? " and last batch norm" : "")}: {record.ByName} tensors by name, {record.ByOrder} by order and shape, {record.ByStructure} by structure");
        if (!record.Unused.IsEmpty)
            Console.WriteLine($"not used: {string.Join(", ", record.Unused.Take(10))}{(record.Unused.Length > 10 ? ", …" : "")}");
        if (!record.NotRead.IsEmpty)
            Console.WriteLine($"not read: {string.Join(", ", record.NotRead.Take(10))}{(record.NotRead.Length > 10 ? ", …" : "")}");
        Console.WriteLine($"{ResultFiles.Model}: {record.Proof}");
        Console.WriteLine($"results: {record.Folder}");
        if (!verbose)
            return;
        var table = new TextTable("parameter", "tensor of the file", new("shape", 1), "matched by");
        foreach (var match in record.Matches)
            table.Add(match.Parameter, match.Tensor, match.Dims.ToString(), match.Kind switch { MatchKind.Name => "name", MatchKind.Order => "order and shape", _ => "structure" });
        table.Write();
    }
}
