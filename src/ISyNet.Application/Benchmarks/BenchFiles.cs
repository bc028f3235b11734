using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ISyNet.Application.Profiling;
using ISyNet.Core.Csv;
using ISyNet.Reports;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;

namespace ISyNet.Application.Benchmarks;

/// <summary>The files of benchmarks: a CSV, a page and two pictures for each suite and device, and a table of several devices.</summary>
public static class BenchFiles
{
    private const string Part = "bench";
    private static readonly string[] Columns = ["network", "latency_ms_per_image", "top1_percent", "params", "macs", "mem", "matrix_utilisation"];

    /// <summary>The CSV file of a suite on a device.</summary>
    public static string CsvOf(string folder, string suite, string device) => Path.Combine(folder, $"{suite}-{device}.csv");

    /// <summary>Writes the CSV, conditions in its first lines, the page and its pictures.</summary>
    /// <exception cref="ISyNetException">A file cannot be written.</exception>
    public static void Write(BenchResult result, string folder)
    {
        ArgumentNullException.ThrowIfNull(result);
        Directory.CreateDirectory(folder);
        var csv = CsvOf(folder, result.Suite, result.Device);
        AtomicFile.WriteText(csv, $"# suite {result.Suite} on {result.Device}, batch {result.Batch}, {(result.IsMeasured ? "measured" : "predicted")}: {result.Conditions}\n" + CsvTable.Write(Columns, result.Rows.Select(r => (object?[])
            [r.Network.Name, Number(r.LatencyMsPerImage, "G6"), r.Network.Top1Percent, r.Params, r.Macs, Number(r.Mem, "F3"), Number(r.MatrixUtilisation, "F3")])));
        var how = result.IsMeasured ? "Measured" : "Predicted";
        var accuracy = BenchFigure.Create(
            [.. result.Rows.Where(r => r.Network.Top1Percent is not null).Select(r => new BenchPoint(r.Network.Name, r.LatencyMsPerImage, r.Network.Top1Percent!.Value))],
            "accuracy", $"Published accuracy on {result.Device}", new ChartAxis($"{how} latency", "ms per image"), new ChartAxis("ImageNet top-1", "%"));
        var utilisation = BenchFigure.Create(
            [.. result.Rows.Select(r => new BenchPoint(r.Network.Name, r.Mem, r.MatrixUtilisation))],
            "utilisation", $"MEM and matrix utilisation on {result.Device}", new ChartAxis("MEM"), new ChartAxis($"{how} matrix utilisation"));
        Save(csv, accuracy);
        Save(csv, utilisation);
        Page(result, accuracy, utilisation).WriteFile(Path.ChangeExtension(csv, ".html"));
    }

    private static ReportPage Page(BenchResult result, Figure accuracy, Figure utilisation) => new($"{result.Suite} on {result.Device}", result.Conditions, [],
    [
        new Section("Accuracy", [new FigurePart(accuracy, "The accuracy is the published one. Up and to the left is better.")]),
        new Section("Utilisation", [new FigurePart(utilisation, "The part of the matrix unit's peak that a network uses, against its MEM.")]),
        new Section("Networks", [new ReportTable($"Batch {result.Batch}; milliseconds are per image.",
            [new("Network", IsNumeric: false), new("Top-1 (%)"), new("Latency (ms)"), new("Parameters"), new("MACs per image"), new("MEM"), new("Matrix utilisation")],
            [.. result.Rows.Select(r => new Row(
            [
                r.Network.Name, r.Network.Top1Percent is { } top ? new Cell(Quantity.Significant(top), top) : Quantity.None, new(Quantity.Significant(r.LatencyMsPerImage), r.LatencyMsPerImage),
                new(Quantity.Count(r.Params), r.Params), new(Quantity.Count(r.Macs), r.Macs), new(Quantity.Fraction(r.Mem), r.Mem), new(Quantity.Fraction(r.MatrixUtilisation), r.MatrixUtilisation),
            ]))])]),
    ]);

    /// <summary>Writes a table of several devices into the marked part of a Markdown file: every pair, and every latency.</summary>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    public static void WriteTable(string page, BenchSuite suite, ImmutableArray<BenchResult> results)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Latency of the first network divided by that of the second, which has about the same published accuracy. Below 1, the first wins.").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| device | how | batch | {string.Join(" | ", suite.Pairs.Select(p => $"{p.Network} / {p.Peer}"))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|---|---|{string.Concat(suite.Pairs.Select(_ => "---|"))}");
        foreach (var result in results)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {result.Device} | {(result.IsMeasured ? "measured" : "predicted")} | {result.Batch} | {string.Join(" | ", suite.Pairs.Select(p => Number(Ms(result, p.Network) / Ms(result, p.Peer), "F2")))} |");
        text.AppendLine().AppendLine("Milliseconds per image:").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| network | top-1 (%) | {string.Join(" | ", results.Select(r => r.Device))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|---|{string.Concat(results.Select(_ => "---|"))}");
        foreach (var network in suite.Networks)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {network.Name} | {network.Top1Percent} | {string.Join(" | ", results.Select(r => Number(Ms(r, network.Name), "G3")))} |");
        MarkedSection.Write(page, text.ToString(), Part);
    }

    /// <summary>Whether writing the table would overwrite a page written by hand.</summary>
    public static bool WouldOverwrite(string page) => MarkedSection.WouldOverwrite(page, Part);

    private static double Ms(BenchResult result, string network) => result.Rows.First(r => r.Network.Name == network).LatencyMsPerImage;

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static void Save(string csv, Figure figure) =>
        AtomicFile.Write(Path.ChangeExtension(csv, null) + $"-{figure.Name}.png", stream => stream.Write(figure.ToPng()));
}
