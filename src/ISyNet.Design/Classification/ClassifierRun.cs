using System.Globalization;
using System.Text.Json;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Onnx.Export;
using ISyNet.Images;
using ISyNet.Runtime;
using ISyNet.Training;
using ISyNet.Training.Recipes;

namespace ISyNet.Design.Classification;

/// <summary>Trains a classifier, judges it on the test images, exports it and proves the export: one result folder.</summary>
public static class ClassifierRun
{
    /// <summary>Version of metrics.json.</summary>
    public const string Format = "isynet.training-result/1";

    private const string Step = "train";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Runs a task to its end on the calling thread.</summary>
    /// <param name="task">What to train.</param>
    /// <param name="folder">The result folder; its checkpoint is gone on with when there is one of the same task.</param>
    /// <param name="progress">Told a few times per second.</param>
    /// <param name="cancellation">Stops between steps, after the state is written.</param>
    /// <exception cref="GraphException">The task cannot be run, or the loss is no longer a number.</exception>
    public static ClassifierResult Run(ClassifierTask task, string folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(progress);
        progress.Report(new StepStarted(Step));
        var architecture = task.Recipe.Prepare(task.Architecture);
        var network = architecture.Build();
        var (training, heldOut) = task.HeldOut > 0 ? task.Data.Training.HoldOut(task.HeldOut, task.Seed) : (task.Data.Training, null);
        var job = new TrainingJob(network, training, task.Recipe, task.Budget, task.Seed)
        {
            Holdout = heldOut,
            Partner = task.Partner is { } partner ? task.Recipe.Prepare(partner).Build() : null,
            InitialWeights = task.InitialWeights,
            Normalization = task.Normalization,
            Rates = task.Rates,
            Threads = task.Threads,
            CheckpointInterval = task.CheckpointInterval,
            CheckpointPath = Path.Combine(folder, ClassifierFolder.Checkpoint),
        };
        AtomicFile.WriteText(Path.Combine(folder, ClassifierFolder.Architecture), ArchitectureFile.Write(architecture));
        AtomicFile.WriteText(Path.Combine(folder, ClassifierFolder.Recipe), RecipeFile.Write(task.Recipe));
        using var curves = new CurveLog(folder, progress, Step);
        var trained = Trainer.Train(job, curves, cancellation);
        CurveLog.Save(folder, network.Name, trained.Curve);
        var result = Judge(task, network, trained, folder, cancellation);
        AtomicFile.WriteText(Path.Combine(folder, ClassifierFolder.Metrics), Write(result));
        File.Delete(job.CheckpointPath);
        progress.Report(new StepFinished(Step, string.Create(CultureInfo.InvariantCulture,
            $"{network.Name}: {result.TestAccuracy * 100:0.00} % on {task.Data.Test.Count} test images after {result.Epochs:0.##} epochs at {result.ImagesPerSecond:0} images/s; ONNX Runtime {result.OnnxAccuracy * 100:0.00} %")));
        return result;
    }

    /// <summary>The text of metrics.json.</summary>
    public static string Write(ClassifierResult result) => JsonSerializer.Serialize(result, Json);

    private static ClassifierResult Judge(ClassifierTask task, Network network, TrainingResult trained, string folder, CancellationToken cancellation)
    {
        var test = task.Data.Test;
        ClassifierFolder.SaveWeights(Path.Combine(folder, ClassifierFolder.Weights), trained.Weights, trained.Normalization, test.ClassNames);
        using var predictor = new Predictor(network, trained.Weights, trained.Normalization);
        var prediction = predictor.Predict(test, task.Recipe.EvaluationBatchSize, cancellation);
        var model = Path.Combine(folder, ClassifierFolder.Model);
        OnnxExport.Write(model, network, trained.Weights, new OnnxExportOptions { Normalization = trained.Normalization, ClassNames = test.ClassNames });
        var proof = OnnxVerification.Compare(model, test, prediction.Logits, cancellation: cancellation);
        return new ClassifierResult(
            Format, network.Name, task.Data.Training.Name, task.Recipe.Name, task.Seed, network.TotalParams, network.TotalMacs,
            trained.Epochs, trained.Elapsed.TotalSeconds, trained.ImagesPerSecond,
            double.IsNaN(trained.HoldoutAccuracy) ? null : trained.HoldoutAccuracy, proof.ReferenceAccuracy,
            test.Classes > 5 ? prediction.TopAccuracy(test, 5) : null, proof.Accuracy, proof.MaxLogitDifference,
            test.ClassNames, prediction.Confusion(test), task.CommandLine, task.Data.Skipped);
    }
}
