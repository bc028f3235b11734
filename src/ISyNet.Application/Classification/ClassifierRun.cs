using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Core.Results;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Onnx.Export;
using ISyNet.Training;
using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Application.Classification;

/// <summary>Trains a classifier, evaluates it on the test images, exports it and checks the export. All files go into one result folder.</summary>
public static class ClassifierRun
{
    private const string Step = "train", ExportStep = "export";

    private const string Measured = "batch-norm statistics measured on the training images before evaluation";

    /// <summary>Runs a task to its end on the calling thread.</summary>
    /// <param name="task">What to train.</param>
    /// <param name="folder">The result folder; its checkpoint is gone on with when there is one of the same task.</param>
    /// <param name="progress">Told a few times per second.</param>
    /// <param name="cancellation">Stops between steps, after the state is written.</param>
    /// <exception cref="ISyNetException">The task cannot be run, or the loss is no longer a number.</exception>
    public static ClassifierResult Run(ClassifierTask task, ClassifierFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(progress);
        var architecture = task.Recipe.Prepare(task.Architecture);
        var network = architecture.Build();
        var (training, heldOut) = task.HeldOut > 0 ? task.Data.Training.HoldOut(task.HeldOut, task.Seed) : (task.Data.Training, null);
        var recipe = FewImages.Fit(task.Recipe, training.Count);
        if (Fitted(task.Recipe, recipe, training.Count) is { } fitted)
            progress.Report(new StepFinished("few images", fitted));
        progress.Report(new StepStarted(Step));
        var accelerator = TorchRuntime.Choose(task.Settings.Accelerator);
        var job = new TrainingJob(network, training, recipe, task.Budget, task.Seed)
        {
            Holdout = heldOut,
            Partner = task.Partner is { } partner ? task.Recipe.Prepare(partner).Build() : null,
            InitialWeights = task.InitialWeights,
            Normalization = task.Normalization,
            Rates = task.Rates,
            Settings = task.Settings with { Accelerator = accelerator, CheckpointPath = folder.Checkpoint },
        };
        folder.Save(architecture);
        AtomicFile.WriteText(folder.Recipe, RecipeFile.Write(recipe));
        using var curves = new CurveLog(folder.Path, progress, Step, heldOut?.Count ?? 0, accelerator);
        var trained = Trainer.Train(job, curves, cancellation);
        CurveLog.Save(folder, network.Name, trained.Curve);
        var result = Judge(task, recipe, training.Count, network, trained, folder, cancellation);
        AtomicFile.WriteText(folder.Metrics, result.ToJson());
        File.Delete(folder.Checkpoint);
        progress.Report(new StepFinished(Step, string.Create(CultureInfo.InvariantCulture,
            $"{network.Name}: {result.Test} on {task.Data.Test.Count} test images after {Epochs.Text(result.Epochs)} at {result.ImagesPerSecond:0} images/s on {trained.Arithmetic.Device ?? "the processor"}{(trained.StatisticsMeasured ? $"; {Measured}" : "")}")));
        progress.Report(new StepFinished(ExportStep, $"{ResultFiles.Model}: {result.Proof}"));
        return result;
    }

    private static string? Fitted(TrainingRecipe asked, TrainingRecipe fitted, int images) =>
        FewImages.Describe(asked.BatchSize * asked.Accumulation, fitted.BatchSize * fitted.Accumulation, images);

    private static ClassifierResult Judge(
        ClassifierTask task, TrainingRecipe recipe, int trainingImages, Network network, TrainingResult trained, ClassifierFolder folder, CancellationToken cancellation)
    {
        var test = task.Data.Test;
        new TrainedWeights(trained.Weights, trained.Normalization, test.ClassNames, network.Input).Save(folder.Weights);
        var exported = ClassifierExport.Write(
            folder.Model, network, trained.Weights,
            new OnnxExportOptions { Normalization = trained.Normalization, ClassNames = test.ClassNames }, test, task.Data.Training, recipe.EvaluationBatchSize, cancellation);
        var prediction = exported.Trained;
        var result = new ClassifierResult(
            network.Name, task.Data.Training.Name, task.Recipe.Name, task.Seed, network.TotalParams, network.TotalMacs,
            trained.Epochs, trained.Elapsed.TotalSeconds, trained.ImagesPerSecond,
            recipe.BatchSize * recipe.Accumulation, Adapted(), trained.HeldOut, prediction.Accuracy(test),
            test.Classes > 5 ? prediction.TopAccuracy(test, 5) : null, exported.Exported.Accuracy(test), exported.Proof,
            test.ClassNames, prediction.Confusion(test), task.CommandLine, task.Data.Skipped)
        {
            Arithmetic = trained.Arithmetic,
        };
        ClassifierPage.Write(result, trained.Curve, test, prediction, task.Data.Training, recipe, folder);
        return result;

        ImmutableArray<string> Adapted() =>
        [
            .. new[]
            {
                Fitted(task.Recipe, recipe, trainingImages),
                trained.StatisticsMeasured ? Measured : null,
            }.OfType<string>(),
        ];
    }
}
