using ISyNet.Core.Results;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;

namespace ISyNet.Application.Classification;

/// <summary>A trained classifier in a result folder of design, train, finetune or import.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="Weights">Its weights, with normalisation, class names and input if they are known.</param>
public sealed record TrainedNetwork(Architecture Architecture, TrainedWeights Weights)
{
    /// <summary>Reads the network of a result folder.</summary>
    /// <exception cref="ISyNetException">The folder has no trained classifier, a file is not valid, or the weights belong to another network.</exception>
    public static TrainedNetwork Load(string folder)
    {
        var (architectureFile, weightsFile) = (Path.Combine(folder, ResultFiles.Architecture), Path.Combine(folder, ResultFiles.Weights));
        if (!File.Exists(weightsFile))
        {
            throw new ISyNetException(File.Exists(Path.Combine(folder, ResultFiles.Detector))
                ? $"{folder}: contains a detector, not a classifier: see 'isynet detect --help'"
                : File.Exists(architectureFile)
                    ? $"{folder}: contains a network that is not trained: train it with 'isynet train {architectureFile}'"
                    : $"{folder}: contains no trained network: {ResultFiles.Weights} is missing");
        }

        var trained = new TrainedNetwork(ArchitectureFile.Load(architectureFile), TrainedWeights.Load(weightsFile));
        trained.Weights.Values.CheckAgainst(trained.Architecture.Build());
        return trained;
    }

    /// <summary>Writes architecture and weights into a result folder.</summary>
    /// <exception cref="ISyNetException">A file cannot be written.</exception>
    public void Save(string folder)
    {
        AtomicFile.WriteText(Path.Combine(folder, ResultFiles.Architecture), ArchitectureFile.Write(Architecture));
        Weights.Save(Path.Combine(folder, ResultFiles.Weights));
    }
}
