using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Core.Results;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Evaluation;
using ISyNet.Detection.Export;
using ISyNet.Detection.Learning;
using ISyNet.Detection.Model;
using ISyNet.Graph.Weights;
using ISyNet.Images.Judging;
using ISyNet.Training;
using ISyNet.Training.Recipes;

namespace ISyNet.Application.Detection;

/// <summary>What a detector is trained on, and how.</summary>
/// <param name="Training">Pictures to learn from; a part of them is held out.</param>
/// <param name="Test">Pictures to judge on at the very end; none when null.</param>
/// <param name="Backbone">The network that features are taken from, at the pictures' input.</param>
/// <param name="Layout">Pyramid and heads.</param>
/// <param name="Recipe">How it learns.</param>
/// <param name="Budget">How long it learns.</param>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="Threads">Threads of the training.</param>
public sealed record DetectorRunOptions(
    DetectionDataSet Training, DetectionDataSet? Test, Graph.Architectures.Architecture Backbone, DetectorLayout Layout,
    DetectionRecipe Recipe, TrainingBudget Budget, ulong Seed, int Threads)
{
    /// <summary>Weights that the backbone starts from; fresh ones when null.</summary>
    public WeightSet? BackboneWeights { get; init; }
}

/// <summary>What a run leaves.</summary>
/// <param name="Training">The training, the detector with it.</param>
/// <param name="HeldOut">COCO's figures on the held-out pictures.</param>
/// <param name="Test">The same on the test pictures; null when there were none.</param>
/// <param name="Proof">The exported model against the trained detector.</param>
/// <param name="Adapted">What was fitted to the number of pictures; empty when nothing was.</param>
/// <param name="Folder">The result folder.</param>
public sealed record DetectorRunResult(DetectionResult Training, CocoMetrics HeldOut, CocoMetrics? Test, ExportProof Proof, ImmutableArray<string> Adapted, string Folder);

/// <summary>Trains a detector into a result folder: data, training, judgement, export.</summary>
public static class DetectorRun
{
    /// <summary>The share of the training pictures that is held out, and the most of them: enough to see progress.</summary>
    private const double HeldOutShare = 0.1;
    private const int MostHeldOut = 200;
    private const string Measured = "statistics of batch norms measured on the training pictures before judging";

    /// <summary>Runs the job on the calling thread; a stopped training of the folder is gone on with.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="folder">The result folder.</param>
    /// <param name="progress">Told every step, and what pictures were left out.</param>
    /// <param name="cancellation">Stops between steps, after the state is written.</param>
    /// <exception cref="ISyNetException">The job cannot be done; the message says why.</exception>
    public static DetectorRunResult Run(DetectorRunOptions options, ResultFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(progress);
        var (training, heldOut) = HeldOutPictures.Split(options.Training, HeldOutShare, MostHeldOut, options.Seed);
        var design = new DetectorDesign(options.Backbone, options.Layout, [.. options.Training.Categories.Select(c => c.Name)]);
        var network = design.Build();
        progress.Report(new StepStarted("data"));
        var pictures = Open("data", training, design, progress, cancellation);
        var judged = Open("data", heldOut, design, progress, cancellation);
        progress.Report(new StepFinished("data", $"{pictures.Count} pictures to learn from, {judged.Count} held out, {design.ClassNames.Length} classes"));
        var asked = options.Recipe.ImagesPerStep;
        options = options with { Recipe = FewImages.Fit(options.Recipe, pictures.Count) };
        var fitted = FewImages.Describe(asked, options.Recipe.ImagesPerStep, pictures.Count);
        if (fitted is not null)
            progress.Report(new StepFinished("few images", fitted));
        var trained = Train(options, design, pictures, judged, folder, progress, cancellation);
        var metrics = JudgeAll(options, trained.Detector, judged, folder, progress, cancellation);
        var proof = Export(trained.Detector, metrics.Pictures, pictures, folder, progress, cancellation);
        ImmutableArray<string> adapted = [.. new[] { fitted, trained.StatisticsMeasured ? Measured : null }.OfType<string>()];
        var result = new DetectorRunResult(trained, metrics.HeldOut, metrics.Test, proof, adapted, folder.Path);
        DetectorRunFiles.Write(options, network, result, folder);
        DetectorPage.Write(options, result, metrics.Pictures.Data, metrics.Found, folder);
        return result;
    }

    /// <summary>Writes the model and compares it on the judged pictures, and on training ones where those are too few.</summary>
    private static ExportProof Export(
        Detector detector, DataSetPictures judged, DataSetPictures training, ResultFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        const string Step = "export";
        progress.Report(new StepStarted(Step));
        var path = folder.In(ResultFiles.Model);
        DetectorExport.Write(path, detector);
        // All of the judged ones would take as long as judging them.
        var (first, more) = (Math.Min(judged.Count, ExportProof.LeastImages), Math.Clamp(ExportProof.LeastImages - judged.Count, 0, training.Count));
        var proof = DetectorProof.Compare(
            path, detector, more > 0 ? "judged and training pictures" : "judged pictures", first + more,
            i => i < first ? judged.Fitted(i).Pixels : training.Fitted(i - first).Pixels, cancellation);
        progress.Report(new StepFinished(Step, $"{ResultFiles.Model}: {proof}"));
        return proof;
    }

    private static DetectionResult Train(
        DetectorRunOptions options, DetectorDesign design, DataSetPictures pictures, DataSetPictures judged,
        ResultFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted("train"));
        var job = new DetectionJob(design, pictures, options.Recipe, options.Budget, options.Seed)
        {
            BackboneWeights = options.BackboneWeights,
            Settings = new RunSettings { Threads = options.Threads, CheckpointPath = folder.In(ResultFiles.DetectorCheckpoint), CheckpointInterval = TimeSpan.FromSeconds(30) },
            Evaluate = (detector, token) =>
            {
                using var torch = new TorchDetector(detector);
                return DetectorEvaluation.Evaluate(torch, judged, cancellation: token).AP;
            },
        };
        var trained = job.Run(new Watch(progress), cancellation);
        DetectorFile.Save(folder.In(ResultFiles.Detector), trained.Detector);
        progress.Report(new StepFinished("train", string.Create(CultureInfo.InvariantCulture,
            $"{trained.Epochs:0.0} epochs, {trained.ImagesPerSecond:0} pictures/s, AP {trained.Curve[^1].Evaluation:0.000} on held-out pictures{(trained.StatisticsMeasured ? $"; {Measured}" : "")}")));
        return trained;
    }

    private static Judgement JudgeAll(
        DetectorRunOptions options, Detector detector, DataSetPictures judged, ResultFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted("judge"));
        using var torch = new TorchDetector(detector);
        var found = DetectorEvaluation.Detect(torch, judged, null, cancellation);
        var judgement = new Judgement(CocoEvaluation.Evaluate(judged.Data, found, cancellation), null, found, judged);
        if (options.Test is { } data)
        {
            var pictures = Open("judge", data, detector.Design, progress, cancellation);
            found = DetectorEvaluation.Detect(torch, pictures, new Fraction(progress, "judge"), cancellation);
            CocoWriter.WriteResults(folder.In("test-detections.json"), found, pictures.Data);
            judgement = judgement with { Test = CocoEvaluation.Evaluate(pictures.Data, found, cancellation), Found = found, Pictures = pictures };
        }

        var (last, where) = judgement.Test is { } test ? (test, $"{judgement.Pictures.Count} test") : (judgement.HeldOut, $"{judged.Count} held-out");
        progress.Report(new StepFinished("judge", string.Create(CultureInfo.InvariantCulture, $"AP {last.AP:0.000}, AP50 {last.AP50:0.000}, AP75 {last.AP75:0.000} on {where} pictures")));
        return judgement;
    }

    private static DataSetPictures Open(string step, DetectionDataSet data, DetectorDesign design, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        var pictures = DataSetPictures.Open(data, design.Input, new Fraction(progress, step), cancellation);
        foreach (var line in pictures.Notes.AddRange(pictures.Skipped.Select(skipped => $"skipped: {skipped}")))
            progress.Report(new StepNote(step, line));
        return pictures;
    }

    /// <summary>Figures, and what was found in the test pictures, or in the held-out ones where there are none.</summary>
    private sealed record Judgement(CocoMetrics HeldOut, CocoMetrics? Test, ImmutableArray<DetectedBox> Found, DataSetPictures Pictures);

    private sealed class Fraction(IProgress<StepEvent> progress, string step) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new StepAdvanced(step, value));
    }

    private sealed class Watch(IProgress<StepEvent> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(new StepAdvanced("train", value.Spent, string.Create(CultureInfo.InvariantCulture,
            $"epoch {value.Epoch:0.0}, loss {value.Loss:0.000}, AP {value.Evaluation:0.000}, {value.ImagesPerSecond:0} pictures/s")));
    }
}
