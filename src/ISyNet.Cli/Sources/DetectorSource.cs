using ISyNet.Application.Results;
using ISyNet.Core.Results;
using ISyNet.Detection.Export;
using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Graph.Zoo;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the detectors and backbones that a command line names.</summary>
internal static class DetectorSource
{
    /// <summary>A trained detector: its file, or a result folder with one.</summary>
    public static Detector Load(string place) => DetectorFile.Load(FileOf(place, ".safetensors"));

    /// <summary>A detector to run: an exported <c>.onnx</c>, or a trained one.</summary>
    public static IPictureDetector Open(string place, DetectionRules rules) =>
        NetworkSource.IsFile(place, ".onnx") ? OnnxDetector.Open(place) : new TorchDetector(Load(place), rules);

    /// <summary>A shipped small backbone, a network of the zoo, an architecture file or a result folder, at an input.</summary>
    public static Architecture Backbone(string name, Shape input)
    {
        if (DetectorBackbones.Find(name) is { } small)
            return small.For(input, 1);
        if (!Directory.Exists(name) && !NetworkSource.IsFile(name, ".json") && ModelZoo.Find(name) is null)
            throw UsageException.Unknown("backbone", name, DetectorBackbones.Names.Concat(ModelZoo.Names));
        return NetworkSource.LoadArchitecture(name).For(input, 1);
    }

    /// <summary>The start weights of a backbone: a file, or the classifier or detector of a result folder.</summary>
    public static WeightSet BackboneWeights(string place)
    {
        if (Directory.Exists(place))
        {
            place = new[] { new ClassifierFolder(place).Weights, new DetectorFolder(place).Detector }.FirstOrDefault(File.Exists)
                ?? throw new UsageException($"{place}: this folder has no weights: neither {ResultFiles.Weights} nor {ResultFiles.Detector}");
        }

        return SafetensorsFile.Load(place).Weights;
    }

    private static string FileOf(string place, string extension)
    {
        if (Directory.Exists(place))
            place = new DetectorFolder(place).Detector;
        if (!place.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"{place}: is not a detector: give a detector.safetensors, a result folder of 'isynet detect train', or an exported .onnx");
        return File.Exists(place) ? place : throw new UsageException($"{place}: there is no such detector");
    }
}
