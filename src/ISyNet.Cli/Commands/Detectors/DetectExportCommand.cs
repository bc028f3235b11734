using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Detection.Export;
using ISyNet.Detection.Model;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary><c>isynet detect export MODEL</c>.</summary>
internal static class DetectExportCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "A trained detector: detector.safetensors or its result folder." };
        var output = new Option<string>("--out") { Description = "The ONNX file.", DefaultValueFactory = _ => "detector.onnx" };
        var raw = new Option<bool>("--raw") { Description = "The network alone: class logits and distances out; decoding and suppression are left to the host." };
        var score = new Option<float>("--score-threshold") { Description = "Boxes of a lower score are dropped inside the model.", DefaultValueFactory = _ => 0.01f };
        var iou = new Option<float>("--iou-threshold") { Description = "Boxes that overlap a better one of their class by more are dropped.", DefaultValueFactory = _ => 0.6f };
        var data = new Option<string?>("--data") { Description = "Pictures on which the exported model is proven: COCO annotations or a folder of them (those of the result folder; else random pixels)." };
        var force = new Option<bool>("--force") { Description = "Overwrite the file." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("export", "Write a detector as ONNX, non-maximum suppression inside.") { model, output, raw, score, iou, data, force, json };
        command.SetAction((result, cancellation) => Task.Run(() =>
        {
            var rules = Rules(result.GetValue(score), result.GetValue(iou));
            var path = result.GetRequiredValue(output);
            var detector = DetectorSource.Load(result.GetRequiredValue(model));
            ResultFolder.RequireFree(path, result.GetValue(force));
            if (result.GetValue(raw))
                DetectorExport.WriteNetwork(path, detector);
            else
                DetectorExport.Write(path, detector, rules);
            var pictures = ProofPictures.Find(result.GetValue(data), result.GetRequiredValue(model), detector.Design.Input, cancellation);
            var proof = DetectorProof.Compare(path, detector, pictures.Name, pictures.Count, pictures.Pixels, cancellation);
            if (result.GetValue(json))
            {
                JsonOutput.Write(new { file = path, input = detector.Design.Input, classes = detector.Design.ClassNames, suppression = !result.GetValue(raw), proof });
            }
            else
            {
                Console.WriteLine($"{path}: {detector.Design.Backbone.Name} detector, {detector.Design.Input} pixels 0..255 in, {(result.GetValue(raw) ? "logits and distances" : "boxes, scores, classes, images")} out");
                Console.WriteLine($"{path}: {proof}");
            }

            proof.ThrowIfFailed(path);
        }, cancellation));
        return command;
    }

    /// <summary>The thresholds of a command line.</summary>
    public static DetectionRules Rules(float score, float iou)
    {
        foreach (var (name, value) in new[] { ("--score-threshold", score), ("--iou-threshold", iou) })
        {
            if (value is not (>= 0 and <= 1))
                throw new UsageException($"{name} takes a number from 0 to 1, not {value.ToString(CultureInfo.InvariantCulture)}");
        }

        return new DetectionRules(score, iou);
    }
}
