using System.Collections.Immutable;
using System.CommandLine;
using ISyNet.Application.Classification;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Zoo;
using ISyNet.Images.Judging;
using ISyNet.Onnx.Export;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet zoo export N1</c>: a network of the zoo as ONNX, with trained weights or with none.</summary>
internal static class ZooExportCommand
{
    private const int MostLabels = 100_000;

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "A network of the zoo, such as N1, an architecture file, or the name of weights of a release." };
        var weights = new Option<string?>("--weights") { Description = $"A result folder, the folder of a release, or isynet's weights (.safetensors). Default: for a name of a release, {ReleasePlace.Description}; else zeros that take no space, for tools that look at shapes only." };
        var input = new Option<string?>("--input") { Description = "Input of one image, such as 3x224x224. Default: that of the weights, otherwise of the network." };
        var labels = new Option<string?>("--labels") { Description = "A text file with the name of one class per line, to put into the model. Default: those of the weights." };
        var output = new Option<string?>("--out") { Description = "The file. Default: NAME.onnx." };
        var force = new Option<bool>("--force") { Description = "Overwrite an existing file." };
        var command = new Command("export", "Write a network as ONNX.") { name, weights, input, labels, output, force };
        command.SetAction((result, cancellation) => Task.Run(() =>
        {
            var shape = result.GetValue(input) is { } text ? OptionValue.Image("--input", text) : (Shape?)null;
            var names = result.GetValue(labels) is { } file ? Labels(file) : [];
            var (network, place) = (result.GetRequiredValue(name), result.GetValue(weights));
            place ??= ReleaseOf(network);
            var trained = place is null ? null : WeightSource.Load(place, network, "NAME");
            var architecture = trained?.Architecture ?? Untrained(network);
            if (shape is { } other)
                architecture = architecture.For(other, architecture.Classes);
            var path = result.GetValue(output) ?? $"{architecture.Name}.onnx";
            ResultFolder.RequireFree(path, result.GetValue(force));
            if (trained is null)
                Empty(architecture, names, path);
            else
                Trained(new TrainedNetwork(architecture, trained.Weights), place!, names, path, cancellation);
        }, cancellation));
        return command;
    }

    // A name of the release that is at hand needs no --weights, unless it means a network of its own.
    private static string? ReleaseOf(string name) => !Path.Exists(name) && ModelZoo.Find(name) is null && ReleasePlace.Names().Contains(name, StringComparer.OrdinalIgnoreCase)
        ? ReleasePlace.Find() : null;

    private static Architecture Untrained(string name)
    {
        if (Path.Exists(name) || Path.HasExtension(name) || ModelZoo.Find(name) is not null)
            return NetworkSource.LoadArchitecture(name);
        throw new UsageException($"{UsageException.Unknown("network", name, ModelZoo.Names.Concat(ReleasePlace.Names())).Message}; for trained weights, --weights names the folder of their release");
    }

    private static void Empty(Architecture architecture, ImmutableArray<string> names, string path)
    {
        OnnxExport.WriteShapesOnly(path, architecture.Build(), new OnnxExportOptions { ClassNames = names });
        Console.WriteLine($"{path}: {architecture.Name} at {architecture.Input}, all weights zero: for profilers and compilers; --weights puts trained ones in");
    }

    private static void Trained(TrainedNetwork trained, string place, ImmutableArray<string> names, string path, CancellationToken cancellation)
    {
        var (architecture, weights) = (trained.Architecture, trained.Weights);
        var network = architecture.Build();
        try
        {
            weights.Values.CheckAgainst(network);
        }
        catch (GraphException error)
        {
            throw new ISyNetException($"{place}: {error.Message}", error);
        }

        var normalization = weights.Normalization ?? throw new ISyNetException($"{place}: does not say how pixels are normalised: import it with 'isynet import {place}', and export that folder");
        var exported = ClassifierExport.Write(path, network, weights.Values,
            new OnnxExportOptions { Normalization = normalization, ClassNames = names.IsEmpty ? weights.ClassNames : names }, NoiseImages.Create(network.Input), cancellation: cancellation);
        Console.WriteLine($"{path}: {architecture.Name} at {architecture.Input} and {Quantity.Counted(architecture.Classes, "output")}; {exported.Proof}");
        exported.Proof.ThrowIfFailed(path);
    }

    private static ImmutableArray<string> Labels(string file)
    {
        if (!File.Exists(file))
            throw new UsageException($"{file}: no such file of class names");
        return [.. File.ReadLines(file).Take(MostLabels).Select(line => line.Trim()).Where(line => line.Length > 0)];
    }
}
