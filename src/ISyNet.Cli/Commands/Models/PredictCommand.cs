using System.Collections.Immutable;
using System.CommandLine;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Graph;
using ISyNet.Images.Decoding;
using ISyNet.Runtime;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet predict MODEL.onnx FILE|FOLDER…</c>.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "A classification network as ONNX, or a result folder with model.onnx." };
        var pictures = new Argument<string[]>("picture") { Description = "Pictures (PNG, JPEG), or folders of them.", Arity = ArgumentArity.OneOrMore };
        var top = new Option<int>("--top") { Description = "Classes per picture.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("predict", "Print the most likely classes of pictures.") { model, pictures, top, json };
        var arguments = new ClassifierArguments(command);
        command.SetAction((result, cancellation) => Task.FromResult(Run(
            path => arguments.Open(result, path), shape => arguments.Reading(result, shape),
            result.GetRequiredValue(model), result.GetRequiredValue(pictures), result.GetValue(top), result.GetValue(json), cancellation)));
        return command;
    }

    /// <summary>Predicts every picture; a broken one is reported and the others are still predicted. 1 if any was broken.</summary>
    private static int Run(
        Func<string, Classifier> open, Func<Shape, PictureReading> reading, string modelPath, string[] pictures, int top, bool json, CancellationToken cancellation)
    {
        modelPath = ModelSource.FileOf(modelPath);
        if (top < 1)
            throw new UsageException($"--top takes a whole number from 1, not {top}");
        var files = pictures.SelectMany(PictureArguments.Find).ToArray();
        using var classifier = open(modelPath);
        var sized = reading(classifier.Input);
        var records = new List<PictureRecord>();
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            var record = Predict(classifier, file, sized, top);
            records.Add(record);
            if (record.Error is { } error)
                Console.Error.WriteLine($"isynet: {error}");
            else if (!json)
                Console.WriteLine($"{file}: {string.Join(", ", record.Classes.Select(c => $"{c.Name} {Quantity.Percent(c.Probability)} %"))}");
        }

        if (json)
            JsonOutput.Write(records);
        return records.Any(r => r.Error is not null) ? 1 : 0;
    }

    private static PictureRecord Predict(Classifier classifier, string file, PictureReading reading, int top)
    {
        try
        {
            return new PictureRecord(file, classifier.Predict(ImageDecoder.Decode(file, reading), top), null);
        }
        catch (ISyNetException error)
        {
            return new PictureRecord(file, [], UserErrors.OneLine(error));
        }
    }

    private sealed record PictureRecord(string File, ImmutableArray<Prediction> Classes, string? Error);
}
