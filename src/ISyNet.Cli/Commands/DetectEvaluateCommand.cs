using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Terminal;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Evaluation;

namespace ISyNet.Cli.Commands;

/// <summary><c>isynet detect evaluate</c>: COCO's twelve figures for the results file of any detector.</summary>
internal static class DetectEvaluateCommand
{
    public static Command Create()
    {
        var truth = new Option<string>("--ground-truth") { Description = "COCO annotations of the pictures.", Required = true };
        var found = new Option<string>("--detections") { Description = "COCO results: what a detector found in them.", Required = true };
        var voc = new Option<bool>("--voc") { Description = "Also Pascal VOC's average precision at IoU 0.50." };
        var unsound = new Option<double>("--max-unsound") { Description = "Share of unsound entries above which nothing is judged.", DefaultValueFactory = _ => 0.1 };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("evaluate", "Judge a detector's COCO results file: AP, AP50, … ARl.") { truth, found, voc, unsound, json };
        command.SetAction((result, cancellation) => Task.FromResult(Run(
            result.GetRequiredValue(truth), result.GetRequiredValue(found), result.GetValue(voc), result.GetValue(unsound), result.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(string truthPath, string foundPath, bool voc, double unsound, bool json, CancellationToken cancellation)
    {
        foreach (var path in new[] { truthPath, foundPath }.Where(path => !File.Exists(path)))
            throw new UsageException($"{path}: there is no such file");
        if (!(unsound is >= 0 and <= 1))
            throw new UsageException($"--max-unsound takes a share from 0 to 1, not {unsound.ToString(CultureInfo.InvariantCulture)}");
        var rules = new ReadingRules(unsound);
        var truth = CocoReader.ReadTruth(truthPath, rules);
        var found = CocoResultsReader.Read(foundPath, truth.Value, rules);
        foreach (var (path, problem) in truth.Problems.Select(p => (truthPath, p)).Concat(found.Problems.Select(p => (foundPath, p))))
            Console.Error.WriteLine($"isynet: {path}: {problem}");
        var metrics = CocoEvaluation.Evaluate(truth.Value, found.Value, cancellation);
        var classic = voc ? VocEvaluation.Evaluate(truth.Value, found.Value) : [];
        if (json)
            WriteJson(metrics, classic, voc, [.. truth.Problems, .. found.Problems]);
        else
            WriteTables(metrics, classic);
        return 0;
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

    private static string Text(double value) => double.IsNaN(value) ? "-" : value.ToString("0.0000", CultureInfo.InvariantCulture);
}
