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
                Headline("Test accuracy", result.Test),
                .. result.Top5 is { } top5 ? [Headline("Top-5 accuracy", top5)] : ImmutableArray<Headline>.Empty,
                new Headline("Parameters", Quantity.Whole(result.Params)), new Headline("MACs", Quantity.Whole(result.Macs), "", "of one image"),
            ],
            [
                new("Recipe", result.Recipe), new("Seed", result.Seed.ToString(CultureInfo.InvariantCulture)),
                new("Epochs", result.Epochs.ToString("0.##", CultureInfo.InvariantCulture)), new("Speed", string.Create(CultureInfo.InvariantCulture, $"{result.ImagesPerSecond:0} images/s")),
                new("Time", string.Create(CultureInfo.InvariantCulture, $"{result.Seconds:0} s")), new("Images per step", result.ImagesPerStep.ToString(CultureInfo.InvariantCulture)),
                .. result.Arithmetic is { } arithmetic ? [new Fact("Arithmetic", arithmetic.ToString())] : ImmutableArray<Fact>.Empty,
                .. result.HeldOut is { } heldOut ? [new Fact("Held-out accuracy", heldOut.ToString())] : ImmutableArray<Fact>.Empty,
                new("Exported model", $"{result.Proof}; accuracy {result.Onnx}"), new("Command", result.CommandLine),
            ],
            new TrainingCurve(result.Network, curve), test, [.. Enumerable.Range(0, prediction.Count).Select(i => Predicted(prediction, i))])
        {
            Training = training,
            Recipe = [.. Settings("", JsonDocument.Parse(RecipeFile.Write(recipe)).RootElement)],
            Notes = [.. result.Adapted.Select(line => $"Adapted: {line}."), .. result.Skipped.IsEmpty ? ImmutableArray<string>.Empty : [string.Create(CultureInfo.InvariantCulture, $"{result.Skipped.Length} files could not be read; metrics.json names them.")]],
        };
        ClassificationReport.Create(data).WriteFile(folder.Report);
    }

    /// <summary>The leaves of the recipe's file, each by its path.</summary>
    private static IEnumerable<Fact> Settings(string path, JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().SelectMany(property => Settings(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value))
        : [new Fact(path, value.ToString())];

    private static Headline Headline(string label, Accuracy accuracy) => new(label, Quantity.Percent(accuracy.Value), "%",
        $"{Quantity.Whole(accuracy.Correct)} of {Quantity.Whole(accuracy.Images)} images, 95 % interval {Quantity.Percent(accuracy.Low95, 1)} to {Quantity.Percent(accuracy.High95, 1)} %");

    private static PredictedClass Predicted(Prediction prediction, int image)
    {
        var logits = prediction[image];
        var (top, sum) = (prediction.Top(image), 0.0);
        foreach (var logit in logits)
            sum += Math.Exp(logit - logits[top]);
        return new PredictedClass(top, 1 / sum);
    }
}
