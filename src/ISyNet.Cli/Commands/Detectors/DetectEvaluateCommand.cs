using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Evaluation;
using ISyNet.Detection.Learning;
using ISyNet.Detection.Model;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary><c>isynet detect evaluate</c>: COCO's twelve figures for the results file of any detector.</summary>
internal static class DetectEvaluateCommand
{
    public static Command Create()
    {
        var model = new Argument<string?>("model") { Description = "A detector of ours to run on --data: an exported .onnx, a detector.safetensors or its result folder.", Arity = ArgumentArity.ZeroOrOne };
        var data = new Option<string?>("--data") { Description = "Annotated pictures that the detector is run on: a COCO file (.json), a YOLO data.yaml, or a folder in the layout of COCO, Pascal VOC, YOLO or Roboflow." };
        var images = new Option<string?>("--images") { Description = "The folder of the pictures (found around the annotations)." };
        var truth = new Option<string?>("--ground-truth") { Description = "COCO annotations of the pictures." };
        var found = new Option<string?>("--detections") { Description = "COCO results of any detector: what it found in them." };
        var voc = new Option<bool>("--voc") { Description = "Also Pascal VOC's average precision at IoU 0.50." };
        var unsound = new Option<double>("--max-unsound") { Description = "Share of unsound entries above which nothing is judged.", DefaultValueFactory = _ => 0.1 };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("evaluate", "Judge a detector, or the COCO results file of any: AP, AP50, … ARl.") { model, data, images, truth, found, voc, unsound, json };
        command.SetAction((result, cancellation) => Task.Run(() =>
        {
            if (!(result.GetValue(unsound) is >= 0 and <= 1))
                throw new UsageException($"--max-unsound takes a share from 0 to 1, not {result.GetValue(unsound).ToString(CultureInfo.InvariantCulture)}");
            var rules = new ReadingRules(result.GetValue(unsound), result.GetValue(images));
            var (judged, detections, problems) = (result.GetValue(model), result.GetValue(data), result.GetValue(truth), result.GetValue(found)) switch
            {
                ({ } detector, { } annotations, null, null) => Run(detector, annotations, rules, cancellation),
                (null, null, { } annotations, { } results) => Read(annotations, results, rules),
                _ => throw new UsageException("'isynet detect evaluate' takes either a detector and --data, or --ground-truth and --detections; see 'isynet detect evaluate --help'"),
            };
            var metrics = CocoEvaluation.Evaluate(judged, detections, cancellation);
            var classic = result.GetValue(voc) ? VocEvaluation.Evaluate(judged, detections) : [];
            if (result.GetValue(json))
                WriteJson(metrics, classic, result.GetValue(voc), problems);
            else
                WriteTables(metrics, classic);
        }, cancellation));
        return command;
    }

    /// <summary>Runs a detector on pictures.</summary>
    private static (DetectionDataSet, ImmutableArray<DetectedBox>, AnnotationProblem[]) Run(string model, string path, ReadingRules rules, CancellationToken cancellation)
    {
        using var detector = DetectorSource.Open(model, new DetectionRules());
        var truth = AnnotatedSource.ToJudge(path, detector.ClassNames, rules);
        var pictures = DataSetPictures.Open(truth.Value, detector.Input, null, cancellation);
        foreach (var line in pictures.Notes.AddRange(pictures.Skipped.Select(skipped => $"skipped: {skipped}")))
            Console.Error.WriteLine($"isynet: {line}");
        return (pictures.Data, DetectorEvaluation.Detect(detector, pictures, null, cancellation), Told([.. truth.Problems.Select(p => (path, p))]));
    }

    /// <summary>Reads what a detector found.</summary>
    private static (DetectionDataSet, ImmutableArray<DetectedBox>, AnnotationProblem[]) Read(string truthPath, string foundPath, ReadingRules rules)
    {
        Exists(truthPath);
        Exists(foundPath);
        var truth = CocoReader.ReadTruth(truthPath, rules);
        var found = CocoResultsReader.Read(foundPath, truth.Value, rules);
        return (truth.Value, [.. found.Value], Told([.. truth.Problems.Select(p => (truthPath, p)), .. found.Problems.Select(p => (foundPath, p))]));
    }

    private static void Exists(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path}: there is no such file");
    }

    private static AnnotationProblem[] Told((string Path, AnnotationProblem Problem)[] problems)
    {
        foreach (var (path, problem) in problems)
            Console.Error.WriteLine($"isynet: {path}: {problem}");
        return [.. problems.Select(p => p.Problem)];
    }

    // COCO's names are capital letters that mean something (APs, APm): a dictionary keeps them as they are.
    private static void WriteJson(CocoMetrics metrics, ImmutableArray<VocPrecision> classic, bool voc, AnnotationProblem[] problems)
    {
        var record = metrics.All.ToDictionary(metric => metric.Name, object (metric) => metric.Value);
        record["categories"] = metrics.Categories.Select(c => new Dictionary<string, object> { ["id"] = c.Id, ["name"] = c.Name, ["AP"] = c.AP, ["AP50"] = c.AP50 });
        if (voc)
            record["voc"] = classic;
        record["problems"] = problems;
        JsonOutput.Write(record);
    }

    private static void WriteTables(CocoMetrics metrics, ImmutableArray<VocPrecision> classic)
    {
        var table = new TextTable("COCO figure", "value (0 to 1)");
        foreach (var (name, value) in metrics.All)
            table.Add(name, Text(value));
        table.Write();
        if (metrics.Categories.Length > 1)
        {
            var categories = new TextTable("category", "AP", "AP50");
            foreach (var category in metrics.Categories)
                categories.Add(category.Name, Text(category.AP), Text(category.AP50));
            categories.Write();
        }

        if (classic.IsEmpty)
            return;
        var voc = new TextTable("category (VOC, IoU 0.50)", "AP, all points", "AP, 11 points");
        foreach (var category in classic)
            voc.Add(category.Name, Text(category.AllPoints), Text(category.ElevenPoints));
        var counted = classic.Where(c => !double.IsNaN(c.AllPoints)).ToArray();
        if (counted.Length > 0)
            voc.Add("mean", Text(counted.Average(c => c.AllPoints)), Text(counted.Average(c => c.ElevenPoints)));
        voc.Write();
    }

    // COCO writes -1 where there is nothing to find.
    private static string Text(double value) => double.IsNaN(value) || value < 0 ? "-" : value.ToString("0.0000", CultureInfo.InvariantCulture);
}
