using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ISyNet.Application.Results;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Reports;
using ISyNet.Reports.Classification;
using ISyNet.Reports.Html;
using ISyNet.Training;
using ISyNet.Training.Recipes;

namespace ISyNet.Application.Classification;

/// <summary>The page of a trained classifier, <c>report.html</c>.</summary>
internal static class ClassifierPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="result">The figures.</param>
    /// <param name="curve">The training curve.</param>
    /// <param name="test">The test images.</param>
    /// <param name="prediction">The logits of the test images.</param>
    /// <param name="training">The training images.</param>
    /// <param name="recipe">The recipe as it was used.</param>
    /// <param name="folder">The result folder.</param>
    public static void Write(
        ClassifierResult result, ImmutableArray<TrainingPoint> curve, ImageSet test, Prediction prediction, ImageSet training, TrainingRecipe recipe, ClassifierFolder folder)
    {
        var data = new ClassificationReportData(
            $"{result.Network} on {result.Data}",
            [
                new Headline("test accuracy", result.Test.Cell, "%"),
                .. result.Top5 is { } top5 ? [new Headline("top-5 accuracy", top5.Cell, "%")] : ImmutableArray<Headline>.Empty,
                new Headline("parameters", Text(result.Params)), new Headline("multiply-adds", Text(result.Macs), "", "of one image"),
            ],
            [
                new("Recipe", result.Recipe), new("Seed", result.Seed.ToString(CultureInfo.InvariantCulture)),
                new("Epochs", result.Epochs.ToString("0.##", CultureInfo.InvariantCulture)), new("Speed", string.Create(CultureInfo.InvariantCulture, $"{result.ImagesPerSecond:0} images/s")),
                new("Time", string.Create(CultureInfo.InvariantCulture, $"{result.Seconds:0} s")), new("Images per step", result.ImagesPerStep.ToString(CultureInfo.InvariantCulture)),
                .. result.Arithmetic is { } arithmetic ? [new Fact("Arithmetic", arithmetic.ToString())] : ImmutableArray<Fact>.Empty,
                .. result.HeldOut is { } heldOut ? [new Fact("Held-out accuracy", heldOut.ToString())] : ImmutableArray<Fact>.Empty,
                new("Exported model", $"{result.Proof}; accuracy {result.Onnx}"), new("Command", result.CommandLine),
            ],
            new TrainingCurve(result.Network, curve), test, [.. Enumerable.Range(0, prediction.Count).Select(i => Predicted(prediction[i]))])
        {
            Training = training,
            Recipe = [.. Settings("", JsonDocument.Parse(RecipeFile.Write(recipe)).RootElement)],
            Notes = [.. result.Adapted, .. result.Skipped.IsEmpty ? ImmutableArray<string>.Empty : [string.Create(CultureInfo.InvariantCulture, $"{result.Skipped.Length} files could not be read; metrics.json names them.")]],
        };
        ClassificationReport.Create(data).WriteFile(folder.Report);
    }

    /// <summary>The leaves of the recipe's file, each by its path.</summary>
    private static IEnumerable<Fact> Settings(string path, JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().SelectMany(property => Settings(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value))
        : [new Fact(path, value.ToString())];

    private static PredictedClass Predicted(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var c = 1; c < logits.Length; c++)
            best = logits[c] > logits[best] ? c : best;
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - logits[best]);
        return new PredictedClass(best, 1 / sum);
    }

    private static string Text(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
