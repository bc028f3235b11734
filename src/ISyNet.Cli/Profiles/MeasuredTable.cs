using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Csv;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Cli.Profiles;

/// <summary>A network and what was measured of it.</summary>
internal sealed record MeasuredRow(
    string Name, int Batch, string Precision, MeasuredLatency Latency, string Backend, string Conditions, ImmutableArray<LayerTime> Layers)
{
    public double LatencyMsPerImage => Latency.MedianMs / Batch;
}

/// <summary>Measurements as a table and as the CSV that a calibration and a build read (docs/device-format.md).</summary>
internal static class MeasuredTable
{
    private static readonly string[] Columns = ["name", "batch", "latency_ms_per_image", "mad_ms", "runs", "precision", "grade", "source", "conditions"];

    public static string Csv(IEnumerable<MeasuredRow> rows) => CsvTable.Write(Columns, rows.Select(row => (object?[])
    [
        row.Name, row.Batch, row.LatencyMsPerImage.ToString("G6", CultureInfo.InvariantCulture), row.Latency.MadMs.ToString("G3", CultureInfo.InvariantCulture),
        row.Latency.Runs, row.Precision, "A", "isynet measure", row.Conditions,
    ]));

    public static string LayersCsv(IEnumerable<MeasuredRow> rows) => CsvTable.Write(["name", "batch", "layer", "ms"],
        rows.SelectMany(row => row.Layers.Select(layer => (object?[])[row.Name, row.Batch, layer.Name, layer.Ms.ToString("G6", CultureInfo.InvariantCulture)])));

    public static void Print(IReadOnlyList<MeasuredRow> rows, string csv)
    {
        var table = new TextTable("network", "batch", "median (ms)", "scatter (%)", "runs");
        foreach (var row in rows)
            table.Add(row.Name, $"{row.Batch}", Text(row.Latency.MedianMs), Text(row.Latency.NoisePercent), $"{row.Latency.Runs}");
        table.Write();
        Console.WriteLine($"{rows[0].Conditions}\n{csv}: {rows.Count} measurements; next: isynet device calibrate DEVICE --measurements {csv} --networks DIR");
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
