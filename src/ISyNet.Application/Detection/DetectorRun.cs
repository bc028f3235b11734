using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Core.Results;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Evaluation;
using ISyNet.Detection.Export;
using ISyNet.Detection.Learning;
using ISyNet.Detection.Model;
using ISyNet.Graph.Weights;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Images.Judging;
using ISyNet.Onnx.Import;
using ISyNet.Training;
using ISyNet.Training.Recipes;

namespace ISyNet.Application.Detection;

/// <summary>The options of a detector training.</summary>
/// <param name="Training">The training pictures; a part of them is held out.</param>
/// <param name="Test">The test pictures for the evaluation at the end; null for none.</param>
/// <param name="Backbone">The network that computes the features, with the input of the pictures.</param>
/// <param name="Layout">Pyramid and heads.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="Budget">The length of the training.</param>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="Settings">Threads and accelerator; the run sets the place of its checkpoint itself.</param>
public sealed record DetectorRunOptions(
    DetectionDataSet Training, DetectionDataSet? Test, Graph.Architectures.Architecture Backbone, DetectorLayout Layout,
    DetectionRecipe Recipe, TrainingBudget Budget, ulong Seed, RunSettings Settings)
{
    /// <summary>Start weights of the backbone; null for random weights.</summary>
    public WeightSet? BackboneWeights { get; init; }

    /// <summary>The accelerator for which the latency of the exported model is predicted.</summary>
    public Device Device { get; init; } = DeviceCatalog.Find("ascend310")!;

    /// <summary>Pictures per inference on it.</summary>
    public int Batch { get; init; } = 16;
}

/// <summary>The result of a run.</summary>
/// <param name="Training">The training, including the detector.</param>
/// <param name="HeldOut">COCO's figures on the held-out pictures.</param>
/// <param name="Test">COCO's figures on the test pictures; null if there were none.</param>
/// <param name="Proof">The comparison of the exported model with the trained detector.</param>
/// <param name="Adapted">Settings that were adapted to the number of pictures; empty if none were.</param>
/// <param name="LatencyMsPerImage">The predicted latency of the exported model, which decodes and suppresses boxes itself, in ms per picture.</param>
/// <param name="Folder">The result folder.</param>
public sealed record DetectorRunResult(
    DetectionResult Training, CocoMetrics HeldOut, CocoMetrics? Test, ExportProof Proof, ImmutableArray<string> Adapted, double LatencyMsPerImage, string Folder);

/// <summary>Trains, evaluates and exports a detector; the files go into a result folder.</summary>
public static class DetectorRun
{
    private const string DataStep = "data", TrainStep = "train", EvaluateStep = "evaluate", ExportStep = "export";

    /// <summary>The fraction of the training pictures that is held out, and its upper limit: enough to see progress.</summary>
    private const double HeldOutShare = 0.1;
    private const int MostHeldOut = 200;
    private const string Measured = "batch-norm statistics measured on the training pictures before evaluation";

    /// <summary>Runs the job on the calling thread. A stopped training in the folder is continued.</summary>
    /// <param name="options">The options.</param>
    /// <param name="folder">The result folder.</param>
    /// <param name="progress">Receives every step, and the pictures that were left out.</param>
    /// <param name="cancellation">Stops between steps, after the state is written.</param>
    /// <exception cref="ISyNetException">The job failed; the message says why.</exception>
    public static DetectorRunResult Run(DetectorRunOptions options, DetectorFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(progress);
        var (training, heldOut) = HeldOutPictures.Split(options.Training, HeldOutShare, MostHeldOut, options.Seed);
        var design = new DetectorDesign(options.Backbone, options.Layout, [.. options.Training.Categories.Select(c => c.Name)]);
        var network = design.Build();
        progress.Report(new StepStarted(DataStep));
        var pictures = Open(DataStep, training, design, progress, cancellation);
        var judged = Open(DataStep, heldOut, design, progress, cancellation);
        progress.Report(new StepFinished(DataStep, $"{pictures.Count} training pictures, {judged.Count} held out, {design.ClassNames.Length} classes, input {design.Input}"));
        var asked = options.Recipe.ImagesPerStep;
        options = options with { Recipe = FewImages.Fit(options.Recipe, pictures.Count) };
        var fitted = FewImages.Describe(asked, options.Recipe.ImagesPerStep, pictures.Count);
        if (fitted is not null)
            progress.Report(new StepFinished("few images", fitted));
        var trained = Train(options, design, pictures, judged, folder, progress, cancellation);
        var metrics = JudgeAll(options, trained.Detector, judged, folder, progress, cancellation);
        var proof = Export(trained.Detector, metrics.Pictures, pictures, folder, progress, cancellation);
        ImmutableArray<string> adapted = [.. new[] { fitted, trained.StatisticsMeasured ? Measured : null }.OfType<string>()];
        var result = new DetectorRunResult(trained, metrics.HeldOut, metrics.Test, proof, adapted, Latency(options, folder, cancellation), folder.Path);
        DetectorRunFiles.Write(options, network, result, folder);
        DetectorPage.Write(options, result, metrics.Pictures.Data, metrics.Found, folder);
        return result;
    }

    /// <summary>What the file that is shipped costs.</summary>
    private static double Latency(DetectorRunOptions options, DetectorFolder folder, CancellationToken cancellation) =>
        LatencyModel.Create(options.Device).Predict(NetworkImport.Load(folder.Model, cancellation: cancellation).Network, options.Batch, cancellation).LatencyMsPerImage;

    /// <summary>Writes the model and compares it on the evaluated pictures, and on training pictures if those are too few.</summary>
    private static ExportProof Export(
        Detector detector, DataSetPictures judged, DataSetPictures training, DetectorFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(ExportStep));
        var path = folder.Model;
        DetectorExport.Write(path, detector);
        // All evaluated pictures would take as long as the evaluation itself.
        var (first, more) = (Math.Min(judged.Count, ExportProof.LeastImages), Math.Clamp(ExportProof.LeastImages - judged.Count, 0, training.Count));
        var proof = DetectorProof.Compare(
            path, detector, more > 0 ? "evaluated and training pictures" : "evaluated pictures", first + more,
            i => i < first ? judged.Fitted(i).Pixels : training.Fitted(i - first).Pixels, cancellation);
        progress.Report(new StepFinished(ExportStep, $"{ResultFiles.Model}: {proof}"));
        return proof;
    }

    private static DetectionResult Train(
        DetectorRunOptions options, DetectorDesign design, DataSetPictures pictures, DataSetPictures judged,
        DetectorFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(TrainStep));
        var job = new DetectionJob(design, pictures, options.Recipe, options.Budget, options.Seed)
        {
            BackboneWeights = options.BackboneWeights,
            Settings = options.Settings with { CheckpointPath = folder.Checkpoint, CheckpointInterval = TimeSpan.FromSeconds(30) },
            Evaluate = (detector, token) =>
            {
                using var torch = new TorchDetector(detector, accelerator: options.Settings.Accelerator);
                return DetectorEvaluation.Evaluate(torch, judged, cancellation: token).AP;
            },
        };
        var trained = job.Run(new Watch(progress), cancellation);
        DetectorFile.Save(folder.Detector, trained.Detector);
        progress.Report(new StepFinished(TrainStep, string.Create(CultureInfo.InvariantCulture,
            $"{Epochs.Text(trained.Epochs)}, {trained.ImagesPerSecond:0} pictures/s, {Held(trained.Curve[^1].Evaluation)}{(trained.StatisticsMeasured ? $"; {Measured}" : "")}")));
        return trained;
    }

    private static Judgement JudgeAll(
        DetectorRunOptions options, Detector detector, DataSetPictures judged, DetectorFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(EvaluateStep));
        using var torch = new TorchDetector(detector, accelerator: options.Settings.Accelerator);
        var found = DetectorEvaluation.Detect(torch, judged, null, cancellation);
        var judgement = new Judgement(CocoEvaluation.Evaluate(judged.Data, found, cancellation), null, found, judged);
        if (options.Test is { } data)
        {
            var pictures = Open(EvaluateStep, data, detector.Design, progress, cancellation);
            found = DetectorEvaluation.Detect(torch, pictures, new Fraction(progress, EvaluateStep), cancellation);
            CocoWriter.WriteResults(folder.TestDetections, found, pictures.Data);
            judgement = judgement with { Test = CocoEvaluation.Evaluate(pictures.Data, found, cancellation), Found = found, Pictures = pictures };
        }

        var (last, where) = judgement.Test is { } test ? (test, $"{judgement.Pictures.Count} test") : (judgement.HeldOut, $"{judged.Count} held-out");
        progress.Report(new StepFinished(EvaluateStep, string.Create(CultureInfo.InvariantCulture, $"AP {Figure(last.AP)}, AP50 {Figure(last.AP50)}, AP75 {Figure(last.AP75)} on {where} pictures")));
        return judgement;
    }

    // COCO's figures are -1 if there is nothing to find.
    private static string Figure(double value) => value >= 0 ? value.ToString("0.000", CultureInfo.InvariantCulture) : "-";

    /// <summary>The AP on the held-out pictures, if it was measured yet and something is to be found in them.</summary>
    private static string Held(double ap) => ap >= 0
        ? string.Create(CultureInfo.InvariantCulture, $"AP {ap:0.000} on held-out pictures") : "AP on held-out pictures not known";

    private static DataSetPictures Open(string step, DetectionDataSet data, DetectorDesign design, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        var pictures = DataSetPictures.Open(data, design.Input, new Fraction(progress, step), cancellation);
        foreach (var line in pictures.Notes.AddRange(pictures.Skipped.Select(skipped => $"skipped: {skipped}")))
            progress.Report(new StepNote(step, line));
        return pictures;
    }

    /// <summary>The figures, and the detections in the test pictures; without test pictures, in the held-out pictures.</summary>
    private sealed record Judgement(CocoMetrics HeldOut, CocoMetrics? Test, ImmutableArray<DetectedBox> Found, DataSetPictures Pictures);

    private sealed class Fraction(IProgress<StepEvent> progress, string step) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new StepAdvanced(step, value));
    }

    private sealed class Watch(IProgress<StepEvent> progress) : IProgress<TrainingProgress>
    {
        private readonly TrainingEstimate _estimate = new(progress, TrainStep);

        public void Report(TrainingProgress value)
        {
            progress.Report(new StepAdvanced(TrainStep, value.Spent, string.Create(CultureInfo.InvariantCulture,
                $"epoch {value.Epoch:0.0}, loss {value.Loss:0.000}, {Held(value.Evaluation)}, {value.ImagesPerSecond:0} pictures/s{TrainingEstimate.Waiting(value)}")));
            _estimate.Report(value);
        }
    }
}
