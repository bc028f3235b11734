using System.Collections.Immutable;
using System.CommandLine;
using ISyNet.Application.Classification;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Images.Judging;
using ISyNet.Onnx.Checkpoints;
using ISyNet.Onnx.Export;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet import CKPT</c>: published weights to our format and to ONNX.</summary>
internal static class ImportCommand
{
    // With random pixels, a few images are enough to compare the two engines.
    private const int NoiseCount = 16;
    private const int ImagesAtOnce = 16;

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
        command.SetAction((result, cancellation) => Task.FromResult(Run(
            result.GetRequiredValue(file), result.GetValue(net), result.GetValue(drop), result.GetValue(data), result.GetValue(output), result.GetValue(force), result.GetValue(verbose), result.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(string file, string? net, bool dropBackground, string? data, string? output, bool force, bool verbose, bool json, CancellationToken cancellation)
    {
        var isFolder = Directory.Exists(file);
        var weights = isFolder ? Path.Combine(file, ResultFiles.Weights) : file;
        if (!File.Exists(weights))
            throw new UsageException(isFolder ? $"{file}: this folder has no {ResultFiles.Weights}" : $"{file}: there is no such file");
        var architecture = net is not null ? NetworkSource.LoadArchitecture(net) : isFolder ? NetworkSource.LoadArchitecture(file) : null;
        var (imported, notRead) = Import(weights, architecture);
        if (dropBackground)
            imported = CheckpointImport.WithoutBackground(imported);
        cancellation.ThrowIfCancellationRequested();
        var place = output ?? RunPlace.Choose(ResultKind.Import);
        ResultFolder.RequireFree(place, force);
        using var folder = ResultFolder.Open(place, ResultKind.Import, ImmutableDictionary<string, string>.Empty.Add("weights", file), RunPlace.Use(resume: false, force));
        var proof = Save(imported, dropBackground, weights, data, folder, cancellation);
        var record = new ImportRecord(
            file, imported.Architecture.Name, imported.Architecture.Classes, imported.Architecture.Head.LastBatchNorm,
            imported.Matched.Matches.Count(m => m.Kind == MatchKind.Name), imported.Matched.Matches.Count(m => m.Kind == MatchKind.Order),
            imported.Matched.Matches.Count(m => m.Kind == MatchKind.Structure), imported.Matched.Unused, notRead, place, proof, imported.Matched.Matches);
        AtomicFile.WriteText(folder.In(ResultFiles.Metrics), JsonOutput.Text(record));
        if (json)
            JsonOutput.Write(record);
        else
            Print(record, verbose);
        proof.ThrowIfFailed(folder.In(ResultFiles.Model));
        return 0;
    }

    private static (ImportedCheckpoint Imported, ImmutableArray<string> NotRead) Import(string file, Architecture? architecture)
    {
        var checkpoint = CheckpointImport.Read(file);
        try
        {
            return (CheckpointImport.Match(checkpoint, architecture), checkpoint.LeftOut);
        }
        catch (ISyNetException error)
        {
            throw new ISyNetException($"{file}: {error.Message}", error);
        }
    }

    /// <summary>Our weights contain their pixel normalisation and class names; for others, ImageNet's figures are usual.</summary>
    private static ExportProof Save(
        ImportedCheckpoint imported, bool dropBackground, string file, string? data, ResultFolder folder, CancellationToken cancellation)
    {
        var architecture = imported.Architecture;
        var own = file.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? TrainedWeights.Load(file) : null;
        var normalization = own?.Normalization is { } known && known.Channels == architecture.Input.Channels ? known
            : architecture.Input.Channels == 3 ? Normalization.ImageNet
            : new Normalization([.. new float[architecture.Input.Channels]], [.. Enumerable.Repeat(1f, architecture.Input.Channels)]);
        var names = own?.ClassNames.Skip(dropBackground ? 1 : 0).ToImmutableArray() ?? [];
        if (names.Length != architecture.Classes)
            names = [];
        new TrainedNetwork(architecture, new TrainedWeights(imported.Matched.Weights, normalization, names, architecture.Input)).Save(folder.Path);
        var images = data is null ? null : DataSource.Load(data, architecture.Input, cancellation);
        return ClassifierExport.Write(
            folder.In(ResultFiles.Model), architecture.Build(), imported.Matched.Weights, new OnnxExportOptions { Normalization = normalization, ClassNames = names },
            images?.Test ?? NoiseImages.Create(architecture.Input, NoiseCount), images?.Training, ImagesAtOnce, cancellation).Proof;
    }

    private static void Print(ImportRecord record, bool verbose)
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

    private sealed record ImportRecord(
        string File, string Network, int Classes, bool LastBatchNorm, int ByName, int ByOrder, int ByStructure, ImmutableArray<string> Unused, ImmutableArray<string> NotRead, string Folder, ExportProof Proof, ImmutableArray<WeightMatch> Matches);
}
