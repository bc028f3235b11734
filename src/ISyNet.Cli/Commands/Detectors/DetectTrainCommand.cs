using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ISyNet.Application.Detection;
using ISyNet.Application.Results;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Learning;
using ISyNet.Graph;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary><c>isynet detect train</c>.</summary>
internal static class DetectTrainCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Annotated pictures: a COCO file (.json), a YOLO data.yaml, or a folder in the layout of COCO, Pascal VOC, YOLO or Roboflow.", Required = true };
        var test = new Option<string?>("--test") { Description = "Annotated pictures for the evaluation at the end. Default: the test or validation part of --data." };
        var images = new Option<string?>("--images") { Description = "The folder of the pictures. Default: searched near the annotations." };
        var input = new Option<string?>("--input") { Description = "Size that pictures are scaled to fit into: channels x height x width. Default: colour, aspect ratio and size of the pictures, at most 256 a side." };
        var weights = new Option<string?>("--weights") { Description = "Start weights of the backbone: a result folder or a .safetensors file." };
        var unsound = new Option<double>("--max-unsound") { Description = "Stop without training if the share of invalid annotations is larger.", DefaultValueFactory = _ => 0.1 };
        var detector = new DetectorOptions("detect-quick");
        var command = new Command("train", "Train a detector on annotated pictures.") { data, test, images, input, weights, unsound };
        detector.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var watch = Stopwatch.StartNew();
            var mostUnsound = result.GetValue(unsound) is >= 0 and <= 1 and var share
                ? share : throw new UsageException($"--max-unsound takes a share from 0 to 1, not {result.GetValue(unsound).ToString(CultureInfo.InvariantCulture)}");
            var recipe = detector.LoadRecipe(result);
            var (device, batch) = detector.Target(result);
            var asked = result.GetValue(input) is { } size ? OptionValue.Image("--input", size) : (Shape?)null;
            var (layout, budget, settings) = (detector.Network.Read(result), detector.Budget(result, recipe), detector.Settings(result));
            var (training, judged) = AnnotatedSource.Load(result.GetRequiredValue(data), new ReadingRules(mostUnsound, result.GetValue(images)));
            if (result.GetValue(test) is { } file)
                judged = AnnotatedSource.Like(file, training, new ReadingRules(mostUnsound));
            var shape = asked ?? SuitableInput.For(training, cancellation);
            var backbone = DetectorSource.Backbone(result.GetRequiredValue(detector.Network.Backbone), shape);
            var options = new DetectorRunOptions(training, judged, backbone, layout, recipe, budget, result.GetValue(detector.Seed), settings)
            {
                Device = device,
                Batch = batch,
                BackboneWeights = result.GetValue(weights) is { } start ? DetectorSource.BackboneWeights(start) : null,
            };
            var folder = new DetectorFolder(result.GetValue(detector.Out) ?? RunPlace.Choose(ResultKind.Detect, result.GetValue(detector.Resume)));
            using var stopped = RunArguments.SayIfStopped(result, folder, cancellation);
            using var held = folder.Begin(ResultKind.Detect, Settings(result, shape), detector.Use(result));
            var run = await StepDisplay.RunAsync(result.GetValue(detector.Quiet), progress =>
                Task.Factory.StartNew(() => DetectorRun.Run(options, folder, progress, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            DetectorRunOutput.Write(run, options, result.GetValue(detector.Json), watch.Elapsed);
            run.Proof.ThrowIfFailed(folder.Model);
            return 0;
        });
        return command;

        Dictionary<string, string> Settings(ParseResult result, Shape shape) => new(
            RunArguments.Kept(result, result.GetValue(detector.Resume))
                .Concat(result.GetValue(images) is { } folder ? [KeyValuePair.Create("images", Path.GetFullPath(folder))] : []))
        {
            ["task"] = "detect train",
            ["data"] = Path.GetFullPath(result.GetRequiredValue(data)),
            ["backbone"] = result.GetRequiredValue(detector.Network.Backbone),
            ["input"] = shape.ToString(),
            ["recipe"] = result.GetRequiredValue(detector.Recipe),
            ["seed"] = result.GetValue(detector.Seed).ToString(CultureInfo.InvariantCulture),
        };
    }
}
