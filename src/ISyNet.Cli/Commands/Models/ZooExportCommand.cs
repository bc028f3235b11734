using System.Collections.Immutable;
using System.CommandLine;
using ISyNet.Application.Classification;
using ISyNet.Application.Results;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Images.Judging;
using ISyNet.Onnx.Export;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet zoo export N1</c>: a network of the zoo as ONNX, with trained weights or with none.</summary>
internal static class ZooExportCommand
{
    private const int MostLabels = 100_000;

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "A network of the zoo, such as N1, or an architecture file." };
        var weights = new Option<string?>("--weights") { Description = "A result folder, or isynet's weights (.safetensors). Default: zeros that take no space, for tools that look at shapes only." };
        var input = new Option<string?>("--input") { Description = "Input of one image, such as 3x224x224. Default: that of the weights, otherwise of the network." };
        var labels = new Option<string?>("--labels") { Description = "A text file with the name of one class per line, to put into the model. Default: those of the weights." };
        var output = new Option<string?>("--out") { Description = "The file. Default: NAME.onnx." };
        var force = new Option<bool>("--force") { Description = "Overwrite an existing file." };
        var command = new Command("export", "Write a network as ONNX.") { name, weights, input, labels, output, force };
        command.SetAction((result, cancellation) => Task.Run(() =>
        {
            var shape = result.GetValue(input) is { } text ? Shape.Parse(text) : (Shape?)null;
            var names = result.GetValue(labels) is { } file ? Labels(file) : [];
            var named = NetworkSource.LoadArchitecture(result.GetRequiredValue(name));
            var path = result.GetValue(output) ?? $"{named.Name}.onnx";
            ResultFolder.RequireFree(path, result.GetValue(force));
            if (result.GetValue(weights) is { } place)
                Trained(named, place, shape, names, path, cancellation);
            else
                Empty(shape is { } other ? named.For(other, named.Classes) : named, names, path);
        }, cancellation));
        return command;
    }

    private static void Empty(Architecture architecture, ImmutableArray<string> names, string path)
    {
        OnnxExport.WriteShapesOnly(path, architecture.Build(), new OnnxExportOptions { ClassNames = names });
        Console.WriteLine($"{path}: {architecture.Name} at {architecture.Input}, all weights zero: for profilers and compilers; --weights puts trained ones in");
    }

    private static void Trained(Architecture named, string place, Shape? input, ImmutableArray<string> names, string path, CancellationToken cancellation)
    {
        var (architecture, weights) = Load(named, place);
        if (input is { } shape)
            architecture = architecture.For(shape, architecture.Classes);
        var network = architecture.Build();
        var normalization = weights.Normalization ?? throw new ISyNetException($"{place}: does not say how pixels are normalised: import it with 'isynet import {place}', and export that folder");
        var exported = ClassifierExport.Write(path, network, weights.Values,
            new OnnxExportOptions { Normalization = normalization, ClassNames = names.IsEmpty ? weights.ClassNames : names }, NoiseImages.Create(network.Input), cancellation: cancellation);
        Console.WriteLine($"{path}: {architecture.Name} at {architecture.Input} and {Quantity.Counted(architecture.Classes, "output")}; {exported.Proof}");
        exported.Proof.ThrowIfFailed(path);
    }

    private static TrainedNetwork Load(Architecture named, string place)
    {
        if (Directory.Exists(place))
        {
            var trained = new ClassifierFolder(place).Load();
            return trained.Architecture.Name == named.Name ? trained
                : throw new UsageException($"{place}: contains weights of {trained.Architecture.Name}, not of {named.Name}");
        }

        if (!File.Exists(place))
            throw new UsageException($"{place}: there is no such folder or file of weights");
        if (!place.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"{place}: are no weights of isynet: run 'isynet import {place} --out DIR', then 'isynet zoo export {named.Name} --weights DIR'");
        var weights = TrainedWeights.Load(place);
        var classes = weights.ClassNames.IsEmpty ? named.Classes : weights.ClassNames.Length;
        var architecture = named.For(weights.Input ?? named.Input, classes);
        try
        {
            weights.Values.CheckAgainst(architecture.Build());
        }
        catch (GraphException error)
        {
            throw new ISyNetException($"{place}: {error.Message}", error);
        }

        return new TrainedNetwork(architecture, weights);
    }

    private static ImmutableArray<string> Labels(string file)
    {
        if (!File.Exists(file))
            throw new UsageException($"{file}: no such file of class names");
        return [.. File.ReadLines(file).Take(MostLabels).Select(line => line.Trim()).Where(line => line.Length > 0)];
    }
}
