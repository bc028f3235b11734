using System.CommandLine;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Detection.Annotations;
using ISyNet.Graph;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary><c>isynet detect scenes</c>: a data set of real pixels without a download.</summary>
internal static class DetectScenesCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Pictures of single garments on black: fashion-mnist or a folder.", DefaultValueFactory = _ => DataSource.Default };
        var scenes = new SceneArguments(4000, 500, "--seed");
        var output = new Option<string>("--out") { Description = "The folder: train.json, test.json, images.", Required = true };
        var force = new Option<bool>("--force") { Description = "Overwrite the data set in --out." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var quiet = new Option<bool>("--quiet") { Description = "No progress, only the result." };
        var command = new Command("scenes", "Compose a COCO data set of scenes from single garments.") { data, output, force, json, quiet };
        scenes.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var plan = scenes.Plan(result);
            var folder = result.GetRequiredValue(output);
            ResultFolder.RequireFree(folder, result.GetValue(force));
            var images = DataSource.Load(result.GetRequiredValue(data), Shape.Map(1, 28, 28), cancellation);
            var (training, test) = await StepDisplay.RunAsync(result.GetValue(quiet), progress =>
                Task.Run(() => plan.WriteWhole(images, folder, progress, cancellation), cancellation));
            if (result.GetValue(json))
                JsonOutput.Write(new { folder, training = Counts(training), test = Counts(test) });
            else
                Console.WriteLine($"{folder}: {training.Images.Length} training scenes with {training.Annotations.Length} objects, {test.Images.Length} test scenes with {test.Annotations.Length}");
            return 0;
        });
        return command;
    }

    private static object Counts(DetectionDataSet part) =>
        new { images = part.Images.Length, objects = part.Annotations.Length, ignored = part.Annotations.Count(a => a.Ignored) };
}
