using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Reports.Classification;
using ISyNet.Reports.Html;
using ISyNet.Training;

namespace ISyNet.Application.Classification;

/// <summary>The page of a trained classifier, <c>report.html</c>.</summary>
internal static class ClassifierPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="result">The figures.</param>
    /// <param name="curve">The training curve.</param>
    /// <param name="test">The test images.</param>
    /// <param name="prediction">The logits of the test images.</param>
    /// <param name="folder">The result folder.</param>
    public static void Write(ClassifierResult result, ImmutableArray<TrainingPoint> curve, ImageSet test, Prediction prediction, ClassifierFolder folder)
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
                new("Time", string.Create(CultureInfo.InvariantCulture, $"{result.Seconds:0} s")), new("Exported model", result.Proof.ToString()), new("Command", result.CommandLine),
            ],
            new TrainingCurve(result.Network, curve), test, [.. Enumerable.Range(0, prediction.Count).Select(i => Predicted(prediction, i))]);
        ClassificationReport.Create(data).WriteFile(folder.Report);
    }

    private static PredictedClass Predicted(Prediction prediction, int image)
    {
        var logits = prediction[image];
        var (top, sum) = (prediction.Top(image), 0.0);
        foreach (var logit in logits)
            sum += Math.Exp(logit - logits[top]);
        return new PredictedClass(top, 1 / sum);
    }

    private static string Text(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
