using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Onnx.Export;
using ISyNet.Runtime;
using ISyNet.Training;
using Prediction = ISyNet.Training.Prediction;

namespace ISyNet.Application.Classification;

/// <summary>An exported classifier beside the network that it was exported from.</summary>
/// <param name="Trained">Logits of the judged images in the training framework.</param>
/// <param name="Exported">The same of the exported model in ONNX Runtime.</param>
/// <param name="Proof">How close they are.</param>
public sealed record ExportedClassifier(Prediction Trained, Prediction Exported, ExportProof Proof);

/// <summary>Writes a classifier as ONNX and proves the file: every job that leaves a model goes through here.</summary>
public static class ClassifierExport
{
    private const ulong SubsetSeed = 1;

    /// <summary>Writes the model, then runs it and the network on the same images. A failed proof is no exception: the caller records it first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="options">How it is written; its normalisation is required.</param>
    /// <param name="judged">The images, all of which are run.</param>
    /// <param name="further">More images, of which as many are run as <paramref name="judged"/> lacks of <see cref="ExportProof.LeastImages"/>; none when null.</param>
    /// <param name="batchSize">Images per batch in the training framework.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ISyNetException">The file cannot be written or run, or the images do not fit.</exception>
    public static ExportedClassifier Write(
        string path, Network network, WeightSet weights, OnnxExportOptions options, ImageSet judged, ImageSet? further = null, int batchSize = 250,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(judged);
        OnnxExport.Write(path, network, weights, options);
        return Compare(path, network, weights, options.Normalization ?? throw new ISyNetException($"{path}: is exported without the normalisation of its pixels"),
            judged, further, batchSize, cancellation);
    }

    /// <summary>Runs a model that is there already, and the network that it was exported from, on the same images.</summary>
    /// <inheritdoc cref="Write"/>
    /// <param name="path">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="normalization">How the network takes pixels.</param>
    /// <param name="judged">The images, all of which are run.</param>
    /// <param name="further">More images, of which as many are run as <paramref name="judged"/> lacks of <see cref="ExportProof.LeastImages"/>; none when null.</param>
    /// <param name="batchSize">Images per batch in the training framework.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static ExportedClassifier Compare(
        string path, Network network, WeightSet weights, Normalization normalization, ImageSet judged, ImageSet? further = null, int batchSize = 250,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(judged);
        using var predictor = new Predictor(network, weights, normalization);
        using var model = OnnxModel.Open(path);
        var comparison = new OutputComparison();
        var (trained, exported) = Run(judged);
        var more = further?.Subset(Math.Max(0, ExportProof.LeastImages - judged.Count), SubsetSeed);
        if (more is { Count: > 0 })
            Run(more);
        var proof = more is { Count: > 0 }
            ? OutputComparison.Proof(judged.Name == more.Name ? judged.Name : $"{judged.Name} and {more.Name}", judged.Count + more.Count, comparison)
            : OutputComparison.Proof(judged.Name, judged.Count, comparison);
        return new ExportedClassifier(trained, exported, proof);

        (Prediction Trained, Prediction Exported) Run(ImageSet images)
        {
            var reference = predictor.Predict(images, batchSize, cancellation);
            var logits = model.Logits(images, cancellation: cancellation);
            comparison.Add(reference.Logits, logits);
            return (reference, new Prediction(logits, reference.Classes));
        }
    }
}
