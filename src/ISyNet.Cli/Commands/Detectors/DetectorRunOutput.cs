using System.Globalization;
using ISyNet.Application.Detection;
using ISyNet.Application.Results;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Detection.Evaluation;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary>Prints the results of a detection run.</summary>
internal static class DetectorRunOutput
{
    public static void Write(DetectorRunResult run, DetectorRunOptions options, bool json, TimeSpan whole)
    {
        if (json)
        {
            Console.WriteLine(File.ReadAllText(new DetectorFolder(run.Folder).Metrics));
            return;
        }

        var table = new TextTable("pictures", "AP", "AP50", "AP75", "APs", "APm", "APl", "AR100");
        Add(table, "held out", run.HeldOut);
        if (run.Test is { } test)
            Add(table, "test", test);
        table.Write();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"latency of {ResultFiles.Model}: {Quantity.Ms(run.LatencyMsPerImage)} ms per picture, predicted for {options.Device.Name} at batch {options.Batch}"));
        Console.WriteLine(Elapsed.Line(whole, run.Training.Elapsed));
        Console.WriteLine($"results: {run.Folder}");
    }

    private static void Add(TextTable table, string name, CocoMetrics metrics) => table.Add(
        name, Text(metrics.AP), Text(metrics.AP50), Text(metrics.AP75), Text(metrics.APs), Text(metrics.APm), Text(metrics.APl), Text(metrics.AR100));

    // COCO's figures are -1 if there is nothing to find.
    private static string Text(double value) => value >= 0 ? value.ToString("0.000", CultureInfo.InvariantCulture) : "-";
}
