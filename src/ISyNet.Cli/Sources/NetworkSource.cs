using System.Collections.Immutable;
using ISyNet.Application.Results;
using ISyNet.Core.Results;
using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Graph.Zoo;
using ISyNet.Onnx.Import;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the network that a command line names: of the zoo, an architecture file, an ONNX file, or a result folder.</summary>
internal static class NetworkSource
{
    /// <summary>The architecture of a zoo name, a .json file or a result folder; a detector's is its backbone.</summary>
    public static Architecture LoadArchitecture(string net, Shape? input = null)
    {
        var architecture = Directory.Exists(net) ? OfFolder(net)
            : IsFile(net, ".json") ? ArchitectureFile.Load(net) : ModelZoo.Find(net) ?? throw Unknown(net);
        return input is { } shape ? architecture.For(shape, architecture.Classes) : architecture;
    }

    /// <summary>The network of a zoo name, an architecture file, an ONNX file or a result folder, and what its import has to say.</summary>
    public static (Network Network, ImmutableArray<string> Notes) Load(string net, InputShapes inputs)
    {
        if (IsFile(net, ".onnx") && DetectorOf(net) is null && !new NetworkFolder(net).HasNetwork)
            return Import(net, inputs);
        var input = inputs.OfImage(net);
        if (DetectorOf(net) is { } detector)
        {
            var model = new DetectorFolder(net).Model;
            if (input is null && File.Exists(model))
                return Import(model, inputs);
            var design = input is { } shape ? detector.Design with { Backbone = detector.Design.Backbone.For(shape, 1) } : detector.Design;
            return (NormalizationFolding.Fold(design.Build(), detector.Normalization), []);
        }

        var network = LoadArchitecture(net, input).Build();
        // As it is exported: with the layers that its normalisation needs, if any.
        return (NormalizationOf(net) is { } normalization && normalization.Channels == network.Input.Channels ? NormalizationFolding.Fold(network, normalization) : network, []);
    }

    private static Architecture OfFolder(string folder)
    {
        if (DetectorOf(folder) is { } detector)
            return detector.Design.Backbone;
        var network = new NetworkFolder(folder);
        return network.HasNetwork
            ? network.LoadNetwork()
            : throw new UsageException($"{folder}: this folder has no network: neither {ResultFiles.Architecture} nor {ResultFiles.Detector}");
    }

    private static Normalization? NormalizationOf(string folder) =>
        new ClassifierFolder(folder).Weights is var file && File.Exists(file) ? TrainedWeights.Load(file).Normalization : null;

    private static Detector? DetectorOf(string folder) => new DetectorFolder(folder) is { HasDetector: true } found ? found.Load() : null;

    private static (Network, ImmutableArray<string>) Import(string file, InputShapes inputs)
    {
        var model = NetworkImport.Load(file, new NetworkImportOptions { Input = inputs.Image, Inputs = inputs.ByName });
        return (model.Network, [.. model.Notes.Select(note => note.ToString())]);
    }

    private static UsageException Unknown(string net) => File.Exists(net)
        ? new UsageException($"{net} {ForeignFile.Recognise(net) ?? "is no network"}: use an .onnx file, an architecture .json or a name of the zoo ({string.Join(", ", ModelZoo.Names)})")
        : UsageException.Unknown("network", net, ModelZoo.Names);

    /// <summary>Whether the name ends like this; such a file must then exist.</summary>
    public static bool IsFile(string net, string extension)
    {
        if (!net.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            return false;
        return File.Exists(net) || Directory.Exists(net) ? true : throw new UsageException($"{net}: no such file");
    }
}
