using System.Collections.Immutable;
using System.CommandLine;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Design.Classification;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Images.Decoding;
using ISyNet.Images.Resizing;
using ISyNet.Runtime;
using ISyNet.Training;
using Prediction = ISyNet.Training.Prediction;

namespace ISyNet.Cli.Commands;

/// <summary><c>isynet evaluate MODEL|FOLDER</c>: top-1, top-5 and confusion on labelled images.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "A classification network as ONNX, or a result folder." };
        var data = new Option<string>("--data") { Description = "Images: fashion-mnist, cifar10, a folder or a CSV list.", DefaultValueFactory = _ => DataSource.Default };
        var input = new Option<string?>("--input") { Description = "Evaluate a result folder at another input size than in training, such as 1x32x32." };
        var training = new Option<bool>("--training") { Description = "Evaluate on the training images instead of the test images." };
        var resize = new Option<int>("--resize") { Description = "Resize the shorter side of pictures to this before the centre crop, such as 256 for ImageNet. Default: the input size of the network." };
        var interpolation = new Option<string>("--interpolation") { Description = "How pictures are resized: bicubic or bilinear.", DefaultValueFactory = _ => "bicubic" };
        var json = new Option<bool>("--json") { Description = "Print JSON, with the confusion matrix." };
        var command = new Command("evaluate", "Evaluate a trained network on labelled images.") { model, data, input, training, resize, interpolation, json };
        command.SetAction((result, cancellation) => Task.FromResult(Run(
            result.GetRequiredValue(model), result.GetRequiredValue(data), result.GetValue(input), result.GetValue(training),
            shape => new PictureReading(shape) { ResizeSide = result.GetValue(resize), Interpolation = Interpolation(result.GetRequiredValue(interpolation)) },
            result.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(string path, string data, string? input, bool onTraining, Func<Shape, PictureReading> reading, bool json, CancellationToken cancellation)
    {
        using var model = Directory.Exists(path) ? null : Model(path, input);
        var (shape, names, logits) = model is null ? Folder(path, input, cancellation) : (model.Input, model.ClassNames, set => Logits(model, set, cancellation));
        var images = DataSource.Load(data, reading(shape), cancellation);
        foreach (var skipped in images.Skipped)
            Console.Error.WriteLine($"isynet: skipped: {skipped}");
        var set = JudgedClasses.Of(onTraining ? images.Training : images.Test, names, path);
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

    private static PictureInterpolation Interpolation(string name) => name switch
    {
        "bicubic" => PictureInterpolation.Bicubic,
        "bilinear" => PictureInterpolation.Bilinear,
        _ => throw new UsageException($"--interpolation takes bicubic or bilinear, not '{name}'"),
    };

    private static (Shape, ImmutableArray<string>, Func<ImageSet, Prediction>) Folder(string path, string? input, CancellationToken cancellation)
    {
        var trained = TrainedNetwork.Load(path);
        var shape = input is null ? trained.Architecture.Input : Shape.Parse(input);
        if (trained.Weights.Normalization is not { } normalization)
            throw new ISyNetException($"{path}: {ResultFiles.Weights} does not say how pixels are normalised: evaluate {Path.Combine(path, ResultFiles.Model)}");
        return (shape, trained.Weights.ClassNames, Predict);

        Prediction Predict(ImageSet set)
        {
            using var predictor = new Predictor(trained.Architecture.For(shape, trained.Architecture.Classes).Build(), trained.Weights.Values, normalization);
            return predictor.Predict(set.Resized(shape), cancellation: cancellation);
        }
    }

    private static OnnxModel Model(string path, string? input)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path}: there is no such model or result folder");
        return input is null ? OnnxModel.Open(path) : throw new UsageException("--input works only with a result folder: the input size of an ONNX model is fixed");
    }

    private static Prediction Logits(OnnxModel model, ImageSet set, CancellationToken cancellation)
    {
        var logits = model.Logits(set, cancellation: cancellation);
        return new Prediction(logits, logits.Length / Math.Max(1, set.Count));
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
