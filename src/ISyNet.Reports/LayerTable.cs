using System.Globalization;
using ISyNet.Hardware.Latency;
using ISyNet.Reports.Html;

namespace ISyNet.Reports;

/// <summary>The layers of a network and their costs, as a table.</summary>
internal static class LayerTable
{
    public static ReportTable Create(NetworkCost cost) => new(
        $"Fused layers in order of execution. MACs are per image; KiB moved and µs are for a whole batch of {Quantity.Whole(cost.Batch)}; use is the share of the peak of the matrix unit.",
        [
            new("#"), new("Layer", IsNumeric: false), new("What it does", IsNumeric: false),
            new("MACs"), new("Cache (KiB)"), new("Memory (KiB)"), new("Matrix (µs)"), new("Vector (µs)"),
            new("Cache (µs)"), new("Memory (µs)"), new("Overhead (µs)"), new("Total (µs)"), new("Bound", IsNumeric: false), new("Use (%)"),
        ],
        [.. cost.Operations.Select((layer, index) => new Row(
            [
                new((index + 1).ToString(CultureInfo.InvariantCulture), index + 1),
                layer.Operation.Name,
                cost.Lowered.Describe(layer.Operation),
                new(Quantity.Count(layer.Operation.Macs), layer.Operation.Macs),
                Kibibytes(layer.CacheBytes),
                Kibibytes(layer.ExternalBytes),
                Microseconds(layer.MatrixMs),
                Microseconds(layer.VectorMs),
                Microseconds(layer.CacheMs),
                Microseconds(layer.ExternalMs),
                Microseconds(layer.OverheadMs),
                Microseconds(layer.LatencyMs),
                layer.Bound.Word(cost.Lowered.Device),
                new(Quantity.Percent(layer.Utilisation, 1), layer.Utilisation),
            ]))]);

    private static Cell Kibibytes(double bytes) => new(Quantity.Significant(bytes / 1024), bytes);

    private static Cell Microseconds(double ms) => new(Quantity.Significant(1000 * ms), ms);
}
