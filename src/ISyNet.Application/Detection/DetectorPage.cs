using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Drawing;
using ISyNet.Images.Judging;
using ISyNet.Reports.Detection;
using ISyNet.Reports.Html;

namespace ISyNet.Application.Detection;

/// <summary>The page of a detection run, <c>report.html</c>, and the drawn pictures.</summary>
internal static class DetectorPage
{
    private const int Pictures = 12;
    private const double LeastScore = 0.3;

    /// <summary>Draws some test pictures with their detections into <c>pictures/</c> and writes the page.</summary>
    /// <param name="options">What was trained.</param>
    /// <param name="result">The result.</param>
    /// <param name="test">The evaluated pictures.</param>
    /// <param name="found">The detections in them.</param>
    /// <param name="folder">The result folder.</param>
    public static void Write(DetectorRunOptions options, DetectorRunResult result, DetectionDataSet test, ImmutableArray<DetectedBox> found, DetectorFolder folder)
    {
        var metrics = result.Test ?? result.HeldOut;
        var training = result.Training;
        var data = new DetectionReportData(
            $"Detector with backbone {options.Backbone.Name}",
            [
                new("Data", $"{options.Training.Name}: {options.Training.Images.Length} training pictures"), new("Input", $"{options.Backbone.Input}"),
                new("Recipe", options.Recipe.Name), new("Seed", options.Seed.ToString(CultureInfo.InvariantCulture)),
                new("Epochs", training.Epochs.ToString("0.0", CultureInfo.InvariantCulture)), new("Speed", string.Create(CultureInfo.InvariantCulture, $"{training.ImagesPerSecond:0} pictures/s")),
                new("Time", string.Create(CultureInfo.InvariantCulture, $"{training.Elapsed.TotalSeconds:0} s")),
            ],
            metrics.All, $"{test.Images.Length} pictures of {test.Name}",
            [.. metrics.Categories.Select(c => new DetectedClass(c.Name, c.AP) { PrecisionOverRecall = c.PrecisionOverRecall })],
            new TrainingCurve(options.Backbone.Name, training.Curve),
            [.. test.Images.Take(Pictures).Select(image => Draw(image, test, found, folder))])
        {
            Judged = test.Images.Length,
            Latency = new DetectorLatency(options.Device.Name, options.Batch, result.LatencyMsPerImage),
        };
        DetectionReport.Create(data).WriteFile(folder.Report);
    }

    private static GalleryPicture Draw(AnnotatedImage image, DetectionDataSet test, ImmutableArray<DetectedBox> found, DetectorFolder folder)
    {
        var names = test.Categories.Select((c, i) => (c.Id, c.Name, i)).ToDictionary(c => c.Id);
        var boxes = found.Where(f => f.ImageId == image.Id && f.Score >= LeastScore).OrderBy(f => f.Score).ToArray();
        var truth = test.Annotations.Where(a => a.ImageId == image.Id).ToArray();
        var png = BoxDrawing.Draw(test.PathOf(image),
        [
            ("found", boxes.Select(f => LabelledBox.Create(names[f.CategoryId].Name, f.Score, f.Box, names[f.CategoryId].i))),
            ("annotated", truth.Select(a => new LabelledBox(names[a.CategoryId].Name, a.Box, names[a.CategoryId].i))),
        ]);
        AtomicFile.Write(folder.PictureOf(image.File), stream => stream.Write(png));
        var text = $"found: {List(boxes.Reverse().Select(f => names[f.CategoryId].Name))}; annotated: {List(truth.Select(a => names[a.CategoryId].Name))}";
        return new GalleryPicture(png, $"{image.File} twice, with boxes: {text}", text);

        static string List(IEnumerable<string> objects) => string.Join(", ", objects) is { Length: > 0 } list ? list : "nothing";
    }
}
