using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ISyNet.Application;
using ISyNet.Application.Detection;
using ISyNet.Application.Results;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Detection.Annotations;
using ISyNet.Graph;
using ISyNet.Training;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary><c>isynet detect demo</c>: scenes, a trained detector and drawn boxes, without any input.</summary>
internal static class DetectDemoCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Pictures of single garments on black: fashion-mnist or a folder.", DefaultValueFactory = _ => DataSource.Default };
        var scenes = new SceneArguments(6000, 200);
        var detector = new DetectorOptions("detect-quick");
        var command = new Command("demo", "Compose scenes, train a detector on them and draw its detections, within 10 minutes.") { data };
        scenes.AddTo(command);
        detector.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var watch = Stopwatch.StartNew();
            var plan = scenes.Plan(result);
            var backbone = DetectorSource.Backbone(result.GetRequiredValue(detector.Network.Backbone), Shape.Map(1, plan.Size, plan.Size));
            var recipe = detector.LoadRecipe(result);
            var (device, batch) = detector.Target(result);
            var (layout, settings) = (detector.Network.Read(result), detector.Settings(result));
            var budget = result.GetValue(detector.Epochs) is null && result.GetValue(detector.TimeLimit) is null
                ? TrainingBudget.FromTime(TimeSpan.FromMinutes(7)) : detector.Budget(result, recipe);
            var images = DataSource.Load(result.GetRequiredValue(data), Shape.Map(1, 28, 28), cancellation);
            var folder = new DetectorFolder(result.GetValue(detector.Out) ?? RunPlace.Choose(RunPlace.DetectDemo, result.GetValue(detector.Resume)));
            using var stopped = RunArguments.SayIfStopped(result, folder, cancellation);
            using var held = folder.Begin(ResultKind.Detect, new Dictionary<string, string>(RunArguments.Kept(result, result.GetValue(detector.Resume)))
            {
                ["task"] = "detect demo",
                ["scenes"] = string.Create(CultureInfo.InvariantCulture, $"{plan.Training} {plan.Test} {plan.Size} {plan.Seed}"),
                ["backbone"] = backbone.Name,
                ["recipe"] = recipe.Name,
                ["seed"] = result.GetValue(detector.Seed).ToString(CultureInfo.InvariantCulture),
            }, detector.Use(result));
            DetectorRunOptions? options = null;
            var run = await StepDisplay.RunAsync(result.GetValue(detector.Quiet), progress => Task.Factory.StartNew(() =>
            {
                var (training, test) = Scenes(folder.Scenes, plan, progress);
                options = new DetectorRunOptions(training, test, backbone, layout, recipe, budget, result.GetValue(detector.Seed), settings) { Device = device, Batch = batch };
                return DetectorRun.Run(options, folder, progress, cancellation);
            }, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            DetectorRunOutput.Write(run, options!, result.GetValue(detector.Json), watch.Elapsed);
            run.Proof.ThrowIfFailed(folder.Model);
            return 0;

            // A stopped run has its scenes already; the annotation files are written last.
            (DetectionDataSet Training, DetectionDataSet Test) Scenes(string place, ScenePlan wanted, IProgress<StepEvent> progress)
            {
                return File.Exists(Path.Combine(place, "test.json"))
                    ? (AnnotatedSource.Read(Path.Combine(place, "train.json"), 0), AnnotatedSource.Read(Path.Combine(place, "test.json"), 0))
                    : wanted.Write(images, place, progress, cancellation);
            }
        });
        return command;
    }
}
