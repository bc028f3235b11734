using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Core.Csv;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Calibration;

/// <summary>
/// Reads measurements from CSV with a header; the columns <c>name</c>, <c>batch</c> and <c>latency_ms_per_image</c> are needed,
/// <c>resolution</c>, <c>precision</c>, <c>grade</c>, <c>source</c> and <c>family</c> are kept, and rows that name different <c>conditions</c> are refused (docs/device-format.md).
/// </summary>
public static class MeasurementFile
{
    private const int MaxRows = 100_000;
    private const int ImageChannels = 3;
    private const int MaxBatch = 1 << 20;

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
        var inputs = new Dictionary<string, Shape?>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var own = row.Text("conditions");
            if (own.Length > 0 && conditions.Length > 0 && own != conditions)
                throw row.Error($"was measured under other conditions ('{own}') than the rows before it ('{conditions}'): one device, one set of conditions");
            conditions = own.Length > 0 ? own : conditions;
        }

        return [.. rows.Select(row =>
        {
            var measured = Read(row);
            if (inputs.TryGetValue(measured.Network, out var before) && before != measured.Input)
                throw row.Error($"'{measured.Network}' was measured at {measured.Input?.ToString() ?? "no resolution"} and at {before?.ToString() ?? "no resolution"}: give the two different names");
            inputs[measured.Network] = measured.Input;
            return measured;
        })];
    }

    private static Measurement Read(CsvRow row)
    {
        if (row.Text("name").Length == 0)
            throw row.Error("name is empty; it must be that of a measured network");
        var batch = row.Number("batch", 1, MaxBatch);
        if (batch != Math.Floor(batch))
            throw row.Error($"batch is '{row.Text("batch")}'; it must be a whole number of images");
        var latencyMs = row.Number("latency_ms_per_image", 1e-6, 1e9);
        if (row.Text("images_per_s").Length > 0 && row.Number("images_per_s", 1e-6, 1e12) is var rate && Math.Abs((rate * latencyMs / 1000) - 1) > 0.02)
            throw row.Error(string.Create(CultureInfo.InvariantCulture, $"{rate:G6} images per second and {latencyMs:G6} ms per image do not agree (1000 / latency_ms_per_image = images_per_s): two units, or latency and rate of a batch"));
        return new Measurement(row.Text("name"), (int)batch, batch * latencyMs, row.Text("grade"), row.Text("source"), Optional(row, "family"), Optional(row, "precision"), row.Line, Input(row))
        {
            Conditions = row.Text("conditions"),
        };
    }

    private static string? Optional(CsvRow row, string column) => row.Text(column) is { Length: > 0 } text ? text : null;

    // 224x224 of an image, or a whole shape: 1x28x28.
    private static Shape? Input(CsvRow row)
    {
        if (Optional(row, "resolution") is not { } text)
            return null;
        try
        {
            return Shape.Parse(text.Split('x') is [_, _] ? $"{ImageChannels}x{text}" : text);
        }
        catch (GraphException error)
        {
            throw row.Error($"resolution: {error.Message}");
        }
    }
}
