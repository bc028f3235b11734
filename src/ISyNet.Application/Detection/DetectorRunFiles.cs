using System.Globalization;
using System.Text.Json;
using ISyNet.Application.Results;
using ISyNet.Core.Csv;
using ISyNet.Detection.Evaluation;
using ISyNet.Detection.Learning;
using ISyNet.Graph;
using ISyNet.Images.Judging;

namespace ISyNet.Application.Detection;

/// <summary>The files of a detection run besides the detector itself (docs/detection.md).</summary>
internal static class DetectorRunFiles
{
    private const string Format = "isynet.detection-metrics/1";

    public static void Write(DetectorRunOptions options, Network network, DetectorRunResult result, DetectorFolder folder)
    {
        AtomicFile.WriteText(folder.Recipe, DetectionRecipeFile.Write(options.Recipe));
        AtomicFile.WriteText(folder.Curve, Curve(result.Training));
        AtomicFile.WriteText(folder.Metrics, Metrics(options, network, result));
    }

    /// <summary>The figures of a run as JSON.</summary>
    public static string Metrics(DetectorRunOptions options, Network network, DetectorRunResult result) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["format"] = Format,
        ["folder"] = result.Folder,
        ["data"] = options.Training.Name,
        ["backbone"] = options.Backbone.Name,
        ["input"] = options.Backbone.Input.ToString(),
        ["classes"] = options.Training.Categories.Select(c => c.Name),
        ["params"] = network.TotalParams,
        ["macs"] = network.TotalMacs,
        ["device"] = options.Device.Name,
        ["batch"] = options.Batch,
        ["latencyMsPerImage"] = result.LatencyMsPerImage,
        ["seed"] = options.Seed,
        ["recipe"] = options.Recipe.Name,
        ["picturesPerStep"] = options.Recipe.ImagesPerStep,
        ["adapted"] = result.Adapted,
        ["epochs"] = result.Training.Epochs,
        ["steps"] = result.Training.Steps,
        ["seconds"] = result.Training.Elapsed.TotalSeconds,
        ["picturesPerSecond"] = result.Training.ImagesPerSecond,
        ["arithmetic"] = result.Training.Arithmetic,
        ["heldOut"] = Named(result.HeldOut),
        ["test"] = result.Test is { } test ? Named(test) : null,
        ["proof"] = Proof(result.Proof),
    }, MetricsJson.Options);

    private static Dictionary<string, object> Proof(ExportProof proof) => new()
    {
        ["data"] = proof.Data,
        ["images"] = proof.Images,
        ["largestDifference"] = proof.LargestDifference,
        ["spread"] = proof.Spread,
        ["allowed"] = proof.Allowed,
        ["passed"] = proof.Passed,
    };

    private static Dictionary<string, object> Named(CocoMetrics metrics)
    {
        var named = metrics.All.ToDictionary(m => m.Name, object (m) => m.Value);
        named["categories"] = metrics.Categories.ToDictionary(c => c.Name, c => c.AP);
        return named;
    }

    private static string Curve(DetectionResult training)
    {
        return CsvTable.Write(["epoch", "loss", "held_out_ap", "seconds"], training.Curve.Select(point => (object?[])
            [Text(point.Epoch, "0.###"), Text(point.Loss, "0.#####"), double.IsNaN(point.Evaluation) ? null : Text(point.Evaluation, "0.#####"), Text(point.Seconds, "0.0")]));

        static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
