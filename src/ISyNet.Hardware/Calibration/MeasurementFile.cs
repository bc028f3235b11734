using System.Collections.Immutable;
using ISyNet.Core.Csv;

namespace ISyNet.Hardware.Calibration;

/// <summary>
/// Reads measurements from CSV with a header; the columns <c>name</c>, <c>batch</c> and <c>latency_ms_per_image</c> are needed,
/// <c>grade</c>, <c>source</c> and <c>family</c> are kept, and rows that name different <c>conditions</c> are refused (docs/device-format.md).
/// </summary>
public static class MeasurementFile
{
    private const int MaxRows = 100_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DeviceException">It cannot be read or is not sound; the message names file, line and column.</exception>
    public static ImmutableArray<Measurement> Load(string path)
    {
        try
        {
            return Read(CsvTable.Load(path, MaxRows));
        }
        catch (ISyNetException error)
        {
            throw new DeviceException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads lines, the header first.</summary>
    /// <exception cref="DeviceException">A line is not sound; the message names line and column.</exception>
    public static ImmutableArray<Measurement> Parse(IEnumerable<string> lines)
    {
        try
        {
            return Read(CsvTable.Parse(string.Join('\n', lines), MaxRows));
        }
        catch (ISyNetException error)
        {
            throw new DeviceException(error.Message, error);
        }
    }

    private static ImmutableArray<Measurement> Read(ImmutableArray<CsvRow> rows)
    {
        if (rows.IsEmpty)
            throw new DeviceException("holds no measurement");
        rows[0].Require("name", "batch", "latency_ms_per_image");
        var conditions = "";
        foreach (var row in rows)
        {
            var own = row.Text("conditions");
            if (own.Length > 0 && conditions.Length > 0 && own != conditions)
                throw row.Error($"was measured under other conditions ('{own}') than the rows before it ('{conditions}'): one device, one set of conditions");
            conditions = own.Length > 0 ? own : conditions;
        }

        return [.. rows.Select(Read)];
    }

    private static Measurement Read(CsvRow row)
    {
        var batch = (int)row.Number("batch", 1, 1 << 20);
        return new Measurement(row.Text("name"), batch, batch * row.Number("latency_ms_per_image", 1e-6, 1e9), row.Text("grade"), row.Text("source"),
            row.Text("family") is { Length: > 0 } family ? family : null);
    }
}
