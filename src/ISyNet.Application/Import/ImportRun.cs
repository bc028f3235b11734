using System.Collections.Immutable;
using ISyNet.Application.Classification;
using ISyNet.Application.Results;
using ISyNet.Core.Results;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Onnx.Checkpoints;
using ISyNet.Onnx.Export;

namespace ISyNet.Application.Import;

/// <summary>Converts weights to our format and to ONNX, and checks the exported model (docs/weights.md).</summary>
/// <param name="Source">The file of the weights: MindSpore's .ckpt, or .safetensors in PyTorch's layout or in ours.</param>
public sealed record ImportRun(string Source)
{
    private const string Matching = "match", Exporting = "export";

    private const int ImagesAtOnce = 16;

    /// <summary>The network of the weights; null: found in the zoo by the shapes of the tensors.</summary>
    public Architecture? Network { get; init; }

    /// <summary>Whether class 0, the background of ImageNet's 1001 classes, is removed.</summary>
    public bool DropBackground { get; init; }

    /// <summary>Loads the images to check the exported model on, for an input; null: random pixels.</summary>
    public Func<Shape, ImageData>? Images { get; init; }

    /// <summary>Runs the job on the calling thread. A failed check throws no exception: the proof is in the result.</summary>
    /// <param name="folder">The result folder. It is created after the tensors are matched.</param>
    /// <param name="use">What to do with existing results.</param>
    /// <param name="progress">Receives every step.</param>
    /// <param name="cancellation">Stops between steps and between batches of images.</param>
    /// <exception cref="OccupiedException">The folder is occupied.</exception>
    /// <exception cref="ISyNetException">The file cannot be read, or its tensors fit no network; the message names the file.</exception>
    public ImportResult Run(ClassifierFolder folder, FolderUse use, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(progress);
        ResultFolder.RequireFree(folder.Path, force: use == FolderUse.Overwrite);
        progress.Report(new StepStarted(Matching));
        var (imported, notRead) = Match();
        progress.Report(new StepFinished(Matching, $"{imported.Architecture.Name}, {imported.Matched.Matches.Length} tensors"));
        cancellation.ThrowIfCancellationRequested();
        using var held = folder.Begin(ResultKind.Import, ImmutableDictionary<string, string>.Empty.Add("weights", Source), use);
        progress.Report(new StepStarted(Exporting));
        var proof = Save(imported, folder, cancellation);
        progress.Report(new StepFinished(Exporting, $"{ResultFiles.Model}: {proof}"));
        var result = new ImportResult(
            Source, imported.Architecture.Name, imported.Architecture.Classes, imported.Architecture.Head.LastBatchNorm, imported.Matched.Unused, notRead,
            folder.Path, proof, imported.Matched.Matches);
        AtomicFile.WriteText(folder.Metrics, result.ToJson());
        return result;
    }

    private (ImportedCheckpoint Imported, ImmutableArray<string> NotRead) Match()
    {
        var checkpoint = CheckpointImport.Read(Source);
        try
        {
            var imported = CheckpointImport.Match(checkpoint, Network);
            return (DropBackground ? CheckpointImport.WithoutBackground(imported) : imported, checkpoint.LeftOut);
        }
        catch (ISyNetException error)
        {
            throw new ISyNetException($"{Source}: {error.Message}", error);
        }
    }

    private ExportProof Save(ImportedCheckpoint imported, ClassifierFolder folder, CancellationToken cancellation)
    {
        var (architecture, weights) = (imported.Architecture, imported.Matched.Weights);
        var (normalization, names) = Pixels(architecture);
        folder.Save(new TrainedNetwork(architecture, new TrainedWeights(weights, normalization, names, architecture.Input)));
        var images = Images?.Invoke(architecture.Input);
        return ClassifierExport.Write(
            folder.Model, architecture.Build(), weights, new OnnxExportOptions { Normalization = normalization, ClassNames = names },
            images?.Test ?? NoiseImages.Create(architecture.Input), images?.Training, ImagesAtOnce, cancellation).Proof;
    }

    /// <summary>Our weights contain their pixel normalisation and class names; for others, ImageNet's figures are usual.</summary>
    private (Normalization Normalization, ImmutableArray<string> ClassNames) Pixels(Architecture architecture)
    {
        var own = Source.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? TrainedWeights.Load(Source) : null;
        var channels = architecture.Input.Channels;
        var normalization = own?.Normalization is { } known && known.Channels == channels ? known
            : channels == 3 ? Normalization.ImageNet
            : new Normalization([.. new float[channels]], [.. Enumerable.Repeat(1f, channels)]);
        var names = own?.ClassNames.Skip(DropBackground ? 1 : 0).ToImmutableArray() ?? [];
        return (normalization, names.Length == architecture.Classes ? names : []);
    }
}
