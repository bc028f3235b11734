using System.Collections.Immutable;
using System.CommandLine;
using ISyNet.Application.Results;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Runtime;
using ISyNet.Training;
using Prediction = ISyNet.Training.Prediction;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet evaluate MODEL|FOLDER</c>: top-1, top-5 and confusion on labelled images.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "A classification network as ONNX, or a result folder." };
        var data = new Option<string?>("--data") { Description = "Images: fashion-mnist, cifar10, a folder or a CSV list. Default: those that the result folder was trained on." };
        var training = new Option<bool>("--training") { Description = "Evaluate on the training images instead of the test images." };
        var accelerator = AcceleratorOptions.Create();
        var json = new Option<bool>("--json") { Description = "Print JSON, with the confusion matrix." };
        var command = new Command("evaluate", "Evaluate a trained network on labelled images.") { model, data, training, accelerator, json };
        var arguments = new ClassifierArguments(command);
        command.SetAction((result, cancellation) => Task.FromResult(Run(
            arguments, result, result.GetRequiredValue(model), result.GetValue(data), result.GetValue(training), AcceleratorOptions.Read(result, accelerator), result.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(
        ClassifierArguments arguments, ParseResult result, string path, string? asked, bool onTraining, Accelerator accelerator, bool json, CancellationToken cancellation)
    {
        if (!Directory.Exists(path) && !File.Exists(path))
            throw new UsageException($"{path}: there is no such model or result folder");
        if (Directory.Exists(path) && arguments.SaysMore(result))
            throw new UsageException("options about pixels and outputs work only with an ONNX file: a result folder contains this information");
        if (File.Exists(path) && accelerator.IsCuda)
            throw new UsageException($"--accelerator {accelerator} works only with a result folder: an ONNX file runs on the processor");
        using var model = Directory.Exists(path) ? null : arguments.Open(result, path);
        var (shape, names, logits) = model is null ? Folder(path, arguments.Input(result), accelerator, cancellation) : (model.Input, model.ClassNames, set => Scores(model, set, cancellation));
        var data = asked ?? DataSource.TrainedOn(path);
        if (asked is null)
            Console.Error.WriteLine($"isynet: {path} was trained on {data}: evaluated on the test images of that");
        var images = DataSource.Load(data, arguments.Reading(result, shape), cancellation);
        foreach (var skipped in images.Skipped)
            Console.Error.WriteLine($"isynet: skipped: {skipped}");
        var set = JudgedClasses.Match(onTraining ? images.Training : images.Test, names, path);
        var prediction = JudgedClasses.Outputs(logits(set), set, path);
        var record = new EvaluationRecord(
            path, set.Name, set.Count, prediction.Accuracy(set), set.Classes > 5 ? prediction.TopAccuracy(set, 5) : null, set.ClassNames, prediction.Confusion(set), [.. images.Skipped, .. set.Damaged]);
        foreach (var damaged in set.Damaged)
            Console.Error.WriteLine($"isynet: damaged, evaluated as grey: {damaged}");
        if (json)
            JsonOutput.Write(record);
        else
            Print(record);
        return 0;
    }

    private static (Shape, ImmutableArray<string>, Func<ImageSet, Prediction>) Folder(string path, string? input, Accelerator accelerator, CancellationToken cancellation)
    {
        var folder = new ClassifierFolder(path);
        var trained = folder.Load();
        var shape = input is null ? trained.Architecture.Input : OptionValue.Image("--input", input);
        if (trained.Weights.Normalization is not { } normalization)
            throw new ISyNetException($"{path}: {ResultFiles.Weights} does not say how pixels are normalised: evaluate {folder.Model}");
        return (shape, trained.Weights.ClassNames, Predict);

        Prediction Predict(ImageSet set)
        {
            using var predictor = new Predictor(trained.Architecture.For(shape, trained.Architecture.Classes).Build(), trained.Weights.Values, normalization, accelerator);
            return predictor.Predict(set.Resized(shape), cancellation: cancellation);
        }
    }

    private static Prediction Scores(Classifier model, ImageSet set, CancellationToken cancellation)
    {
        var scores = model.Scores(set, cancellation: cancellation);
        return new Prediction(scores, scores.Length / Math.Max(1, set.Count));
    }

    private static void Print(EvaluationRecord record)
    {
        var table = new TextTable("class", "images", "correct (%)", "most often predicted as");
        for (var c = 0; c < record.ClassNames.Length; c++)
        {
            var row = record.Confusion[c];
            if (row.Sum() == 0)
                continue;
            var wrong = Enumerable.Range(0, row.Length).Where(p => p != c).MaxBy(p => row[p]);
            table.Add(record.ClassNames[c], row.Sum().ToString(), row.Sum() > 0 ? new Accuracy(row[c], row.Sum()).Cell : "-", row[wrong] > 0 ? $"{record.ClassNames[wrong]} ({row[wrong]})" : "-");
        }

        table.Write();
        var top5 = record.Top5 is { } five ? $", top-5 {five}" : "";
        Console.WriteLine($"{record.Model} on {record.Images} images of {record.Data}: top-1 {record.Top1}{top5}");
    }

    private sealed record EvaluationRecord(
        string Model, string Data, int Images, Accuracy Top1, Accuracy? Top5,
        ImmutableArray<string> ClassNames, ImmutableArray<ImmutableArray<int>> Confusion, ImmutableArray<string> Skipped)
    {
        public double Top1Accuracy => Top1.Value;

        public double? Top5Accuracy => Top5?.Value;
    }
}
