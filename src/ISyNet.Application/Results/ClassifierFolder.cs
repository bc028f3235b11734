using ISyNet.Application.Classification;
using ISyNet.Core.Results;
using ISyNet.Graph.Weights;

namespace ISyNet.Application.Results;

/// <summary>The result folder of a trained classifier: of train, finetune, import and design.</summary>
/// <inheritdoc cref="ResultFolder"/>
public record ClassifierFolder(string Path) : NetworkFolder(Path)
{
    /// <summary>The setting of its manifest that names the images of the training: a name, or a full path.</summary>
    public const string ImagesSetting = "images from";

    /// <inheritdoc/>
    protected override IEnumerable<string> Known => [.. base.Known, ResultFiles.Model, ResultFiles.Weights, ResultFiles.Recipe, ResultFiles.Curve];

    /// <summary>The weights, with normalisation, class names and input.</summary>
    public string Weights => In(ResultFiles.Weights);

    /// <summary>The exported model.</summary>
    public string Model => In(ResultFiles.Model);

    /// <summary>The recipe of the training.</summary>
    public string Recipe => In(ResultFiles.Recipe);

    /// <summary>The training curve.</summary>
    public string Curve => In(ResultFiles.Curve);

    /// <summary>The state of a stopped training.</summary>
    internal string Checkpoint => In(ResultFiles.Checkpoint);

    /// <summary>Checks that there is a trained classifier.</summary>
    /// <exception cref="ISyNetException">There is none; the message says what the folder contains and what to do.</exception>
    public void RequireTrained()
    {
        if (!File.Exists(Weights))
        {
            throw new ISyNetException(new DetectorFolder(Path).HasDetector
                ? $"{Path}: contains a detector, not a classifier: use 'isynet detect evaluate', 'detect predict' or 'detect export'"
                : ResultManifest.Read(Path)?.Kind is (ResultKind.Design or ResultKind.Train or ResultKind.Finetune) and var kind
                    ? $"{Path}: it was stopped before its training ended: continue it with 'isynet {kind.ToString()!.ToLowerInvariant()} --resume --out {Path}'"
                : HasNetwork
                    ? $"{Path}: contains a network that is not trained: train it with 'isynet train {Architecture}'"
                    : $"{Path}: contains no trained network: {ResultFiles.Weights} is missing");
        }
    }

    /// <summary>Reads the trained network.</summary>
    /// <exception cref="ISyNetException">The folder has no trained classifier, a file is not valid, or the weights belong to another network.</exception>
    public TrainedNetwork Load()
    {
        RequireTrained();
        var trained = new TrainedNetwork(LoadNetwork(), TrainedWeights.Load(Weights));
        trained.Weights.Values.CheckAgainst(trained.Architecture.Build());
        return trained;
    }

    /// <summary>Writes network and weights.</summary>
    /// <exception cref="ISyNetException">A file cannot be written.</exception>
    internal void Save(TrainedNetwork trained)
    {
        Save(trained.Architecture);
        trained.Weights.Save(Weights);
    }
}
