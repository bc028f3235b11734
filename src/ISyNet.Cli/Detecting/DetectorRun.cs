using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Core.Results;
using ISyNet.Design;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Evaluation;
using ISyNet.Detection.Export;
using ISyNet.Detection.Learning;
using ISyNet.Detection.Model;
using ISyNet.Graph.Weights;
using ISyNet.Images.Judging;
using ISyNet.Training;
using ISyNet.Training.Recipes;

namespace ISyNet.Cli.Detecting;

/// <summary>What a detector is trained on, and how.</summary>
internal sealed record DetectorRunOptions(
    DetectionDataSet Training, DetectionDataSet? Test, Graph.Architectures.Architecture Backbone, DetectorLayout Layout,
    DetectionRecipe Recipe, TrainingBudget Budget, ulong Seed, int Threads)
{
    public WeightSet? BackboneWeights { get; init; }
}

/// <summary>What a run leaves.</summary>
internal sealed record DetectorRunResult(DetectionTrainingResult Training, CocoMetrics HeldOut, CocoMetrics? Test, ExportProof Proof, ImmutableArray<string> Adapted, string Folder);

/// <summary>Trains a detector into a result folder: data, training, judgement, export.</summary>
internal static class DetectorRun
{
    /// <summary>The share of the training pictures that is held out, and the most of them: enough to see progress.</summary>
    private const double HeldOutShare = 0.1;
    private const int MostHeldOut = 200;
    private const string Measured = "batch-norm statistics measured on the training pictures before evaluation";

    public static DetectorRunResult Run(DetectorRunOptions options, ResultFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        var (training, heldOut) = HeldOutPictures.Split(options.Training, HeldOutShare, MostHeldOut, options.Seed);
        var design = new DetectorDesign(options.Backbone, options.Layout, [.. options.Training.Categories.Select(c => c.Name)]);
        var network = design.Build();
        progress.Report(new StepStarted("data"));
        var pictures = Open("data", training, design, progress, cancellation);
        var judged = Open("data", heldOut, design, progress, cancellation);
        progress.Report(new StepFinished("data", $"{pictures.Count} training pictures, {judged.Count} held out, {design.ClassNames.Length} classes"));
        var asked = options.Recipe.BatchSize;
        options = options with { Recipe = options.Recipe.Fit(pictures.Count) };
        var fitted = FewImages.Describe(asked, options.Recipe.BatchSize, pictures.Count);
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

    /// <summary>Writes the model and compares it on the evaluated pictures, and on training pictures if those are too few.</summary>
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
            path, detector, more > 0 ? "evaluated and training pictures" : "evaluated pictures", first + more,
            i => i < first ? judged.Fitted(i).Pixels : training.Fitted(i - first).Pixels, cancellation);
        progress.Report(new StepFinished(Step, $"{ResultFiles.Model}: {proof}"));
        return proof;
    }

    private static DetectionTrainingResult Train(
        DetectorRunOptions options, DetectorDesign design, DataSetPictures pictures, DataSetPictures judged,
        ResultFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted("train"));
        var job = new DetectionJob(design, pictures, options.Recipe, options.Budget, options.Seed)
        {
            BackboneWeights = options.BackboneWeights,
            CheckpointPath = folder.In(ResultFiles.DetectorCheckpoint),
            CheckpointInterval = TimeSpan.FromSeconds(30),
            Threads = options.Threads,
            Judge = (detector, token) =>
            {
                using var torch = new TorchDetector(detector);
                return DetectorJudge.Judge(torch, judged, cancellation: token).AP;
            },
        };
        var trained = DetectionTrainer.Train(job, new Watch(progress), cancellation);
        DetectorFile.Save(folder.In(ResultFiles.Detector), trained.Detector);
        progress.Report(new StepFinished("train", string.Create(CultureInfo.InvariantCulture,
            $"{trained.Epochs:0.0} epochs, {trained.PicturesPerSecond:0} pictures/s, AP {trained.Curve[^1].Judgement:0.000} on held-out pictures{(trained.StatisticsMeasured ? $"; {Measured}" : "")}")));
        return trained;
    }

    private static Judgement JudgeAll(
        DetectorRunOptions options, Detector detector, DataSetPictures judged, ResultFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted("evaluate"));
        using var torch = new TorchDetector(detector);
        var found = DetectorJudge.Detect(torch, judged, null, cancellation);
        var judgement = new Judgement(CocoEvaluation.Evaluate(judged.Data, found, cancellation), null, found, judged);
        if (options.Test is { } data)
        {
            var pictures = Open("evaluate", data, detector.Design, progress, cancellation);
            found = DetectorJudge.Detect(torch, pictures, new Fraction(progress, "evaluate"), cancellation);
            CocoWriter.WriteResults(folder.In("test-detections.json"), found, pictures.Data);
            judgement = judgement with { Test = CocoEvaluation.Evaluate(pictures.Data, found, cancellation), Found = found, Pictures = pictures };
        }

        var (last, where) = judgement.Test is { } test ? (test, $"{judgement.Pictures.Count} test") : (judgement.HeldOut, $"{judged.Count} held-out");
        progress.Report(new StepFinished("evaluate", string.Create(CultureInfo.InvariantCulture, $"AP {last.AP:0.000}, AP50 {last.AP50:0.000}, AP75 {last.AP75:0.000} on {where} pictures")));
        return judgement;
    }

    private static DataSetPictures Open(string step, DetectionDataSet data, DetectorDesign design, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        var pictures = DataSetPictures.Open(data, design.Input, new Fraction(progress, step), cancellation);
        foreach (var line in pictures.Notes.AddRange(pictures.Skipped.Select(skipped => $"skipped: {skipped}")))
            Console.Error.WriteLine($"isynet: {line}");
        return pictures;
    }

    /// <summary>Figures, and what was found in the test pictures, or in the held-out ones where there are none.</summary>
    private sealed record Judgement(CocoMetrics HeldOut, CocoMetrics? Test, ImmutableArray<DetectedBox> Found, DataSetPictures Pictures);

    private sealed class Fraction(IProgress<StepEvent> progress, string step) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new StepAdvanced(step, value));
    }

    private sealed class Watch(IProgress<StepEvent> progress) : IProgress<DetectionProgress>
    {
        public void Report(DetectionProgress value) => progress.Report(new StepAdvanced("train", value.Spent, string.Create(CultureInfo.InvariantCulture,
            $"epoch {value.Epoch:0.0}, loss {value.Loss:0.000}, AP {value.Judgement:0.000}, {value.PicturesPerSecond:0} pictures/s")));
    }
}
