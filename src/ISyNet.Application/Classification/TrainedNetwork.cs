using ISyNet.Core.Results;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;

namespace ISyNet.Application.Classification;

/// <summary>A trained classifier as result folders keep it: of design, train, finetune and import.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="Weights">Its weights, with normalisation, class names and input as far as they are known.</param>
public sealed record TrainedNetwork(Architecture Architecture, TrainedWeights Weights)
{
    /// <summary>Reads the network of a result folder.</summary>
    /// <exception cref="ISyNetException">The folder has no trained classifier, or a file is not sound, or the weights are another network's.</exception>
    public static TrainedNetwork Load(string folder)
    {
        var (architectureFile, weightsFile) = (Path.Combine(folder, ResultFiles.Architecture), Path.Combine(folder, ResultFiles.Weights));
        if (!File.Exists(weightsFile))
        {
            throw new ISyNetException(File.Exists(Path.Combine(folder, ResultFiles.Detector))
                ? $"{folder}: holds a detector, no classifier: see 'isynet detect --help'"
                : File.Exists(architectureFile)
                    ? $"{folder}: holds a network that is not trained: 'isynet train {architectureFile}' trains it"
                    : $"{folder}: holds no trained network: {ResultFiles.Weights} is missing");
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
