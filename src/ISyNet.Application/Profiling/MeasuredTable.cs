using System.Globalization;
using ISyNet.Core.Csv;

namespace ISyNet.Application.Profiling;

/// <summary>Measurements as CSV, the input of calibrations and builds (docs/device-format.md).</summary>
internal static class MeasuredTable
{
    private static readonly string[] Columns = ["name", "batch", "latency_ms_per_image", "mad_ms", "runs", "precision", "grade", "source", "conditions", "passing_conditions"];

    public static string Csv(IEnumerable<MeasuredRow> rows) => CsvTable.Write(Columns, rows.Select(row => (object?[])
    [
        row.Name, row.Batch, row.LatencyMsPerImage.ToString("G6", CultureInfo.InvariantCulture), row.Latency.MadMs.ToString("G3", CultureInfo.InvariantCulture),
        row.Latency.Runs, row.Precision, "A", "isynet measure", row.Conditions, row.PassingConditions,
    ]));

    public static string LayersCsv(IEnumerable<MeasuredRow> rows) => CsvTable.Write(["name", "batch", "layer", "ms"],
        rows.SelectMany(row => row.Layers.Select(layer => (object?[])[row.Name, row.Batch, layer.Name, layer.Ms.ToString("G6", CultureInfo.InvariantCulture)])));
}
