using ISyNet.Application.Classification;
using ISyNet.Application.Results;
using ISyNet.Graph.Weights;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the trained network that a command line names: of a result folder, of a release, or a file of weights.</summary>
internal static class WeightSource
{
    /// <param name="place">The result folder, the folder of a release, or the file.</param>
    /// <param name="network">The weights of the release, or the network of the file; null where the command line names none.</param>
    /// <param name="option">What gives the name.</param>
    public static TrainedNetwork Load(string place, string? network, string option)
    {
        if (WeightRelease.IsIn(place))
            return WeightRelease.Load(place, NameIn(place, network, option));
        if (Directory.Exists(place))
            return LoadFolder(place, network);
        if (!File.Exists(place))
            throw new UsageException($"{place}: there is no such folder or file of weights");
        if (!place.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"{place}: are no weights of isynet: run 'isynet import {place} --out DIR', and give that folder instead");
        var architecture = NetworkSource.LoadArchitecture(network ?? throw new UsageException($"{place}: give the network of these weights with {option}"));
        var weights = TrainedWeights.Load(place);
        return new TrainedNetwork(architecture.For(weights.Input ?? architecture.Input, weights.ClassNames.IsEmpty ? architecture.Classes : weights.ClassNames.Length), weights);
    }

    // A name for which the release has one network.
    private static string NameIn(string folder, string? name, string option)
    {
        var release = WeightRelease.Read(folder);
        var count = name is null ? 0 : release.Find(name).Length;
        if (name is not null && count == 1)
            return name;
        var found = name is null ? "" : $" {(count > 1 ? "with several" : "without")} weights of '{name}'";
        throw new UsageException($"{folder}: is a release{found}: name one of its networks with {option} ({string.Join(", ", release.Networks.Select(n => n.Name))})");
    }

    private static TrainedNetwork LoadFolder(string folder, string? network)
    {
        var trained = new ClassifierFolder(folder).Load();
        return network is null || network.Equals(trained.Architecture.Name, StringComparison.OrdinalIgnoreCase) || NetworkSource.LoadArchitecture(network).Name == trained.Architecture.Name ? trained
            : throw new UsageException($"{folder}: contains weights of {trained.Architecture.Name}, not of {network}");
    }
}
