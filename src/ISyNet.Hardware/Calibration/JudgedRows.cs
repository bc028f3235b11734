using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Core.Csv;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Calibration;

/// <summary>A measurement that ships with the product beside its predictions, in ms per image.</summary>
/// <param name="Network">The network.</param>
/// <param name="Family">Its family; empty if the measurements name none.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="MeasuredMs">Measured.</param>
/// <param name="PredictedMs">By the shipped device, which was fitted with this row.</param>
/// <param name="FamilyOutMs">By a fit that has not seen the family; null if there is none.</param>
public sealed record JudgedRow(string Network, string Family, int Batch, double MeasuredMs, double PredictedMs, double? FamilyOutMs);

/// <summary>The measurements of the shipped devices with their predictions; <c>bench/ISyNet.Hardware.Bench devices</c> writes them (docs/devices.md).</summary>
public static class JudgedRows
{
    private const string Resource = "judged.csv";
    private const double Longest = 1e6;

    private static readonly Lazy<ILookup<string, JudgedRow>> All = new(() => CsvTable.Parse(EmbeddedFile.Text(typeof(JudgedRows).Assembly, Resource), maxRows: 100_000)
        .ToLookup(row => row.Text("device"), row => new JudgedRow(
            row.Text("network"), row.Text("family"), (int)row.Number("batch", 1, int.MaxValue), row.Number("measured_ms", 0, Longest), row.Number("predicted_ms", 0, Longest),
            row.Text("family_out_ms").Length > 0 ? row.Number("family_out_ms", 0, Longest) : null)));

    /// <summary>The rows of a shipped device at the precision in use; empty if nothing was measured on it.</summary>
    public static ImmutableArray<JudgedRow> Find(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return [.. All.Value[$"{device.Name}:{device.Precision.Name}"]];
    }

    /// <summary>The file of these rows, by the name of a device and a precision, <c>DEVICE:PRECISION</c>.</summary>
    public static string Write(IEnumerable<(string Device, JudgedRow Row)> rows) => CsvTable.Write(
        ["device", "network", "family", "batch", "measured_ms", "predicted_ms", "family_out_ms"],
        rows.Select(r => (object?[])[r.Device, r.Row.Network, r.Row.Family, r.Row.Batch, Text(r.Row.MeasuredMs), Text(r.Row.PredictedMs), r.Row.FamilyOutMs is { } left ? Text(left) : null]));

    private static string Text(double ms) => ms.ToString("G5", CultureInfo.InvariantCulture);
}
