using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph;

namespace ISyNet.Hardware.Calibration;

/// <summary>
/// Reads measurements from CSV with a header; the columns <c>name</c>, <c>batch</c> and <c>latency_ms_per_image</c> are needed,
/// <c>resolution</c>, <c>precision</c>, <c>grade</c>, <c>source</c> and <c>family</c> are kept, and rows that name different <c>conditions</c> are refused (docs/device-format.md).
/// </summary>
public static class MeasurementFile
{
    private const int MaxRows = 100_000;
    private const int ImageChannels = 3;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DeviceException">It cannot be read or is not sound; the message names file, line and column.</exception>
    public static ImmutableArray<Measurement> Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return Parse(File.ReadLines(path).Take(MaxRows + 2));
        }
        catch (Exception error) when (error is DeviceException or IOException or UnauthorizedAccessException)
        {
            throw new DeviceException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads lines, the header first.</summary>
    /// <exception cref="DeviceException">A line is not sound; the message names line and column.</exception>
    public static ImmutableArray<Measurement> Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var rows = ImmutableArray.CreateBuilder<Measurement>();
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        var conditions = "";
        var inputs = new Dictionary<string, Shape?>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var cells = CsvLine.Split(line);
            if (columns.Count == 0)
                ReadHeader(cells, columns);
            else if (rows.Count == MaxRows)
                throw new DeviceException($"has more than {MaxRows} measurements");
            else
                Add(new Row(cells, columns, number));
        }

        return rows.Count > 0 ? rows.ToImmutable() : throw new DeviceException("holds no measurement");

        void Add(Row row)
        {
            var measured = row.Read();
            if (inputs.TryGetValue(measured.Network, out var before) && before != measured.Input)
                throw new DeviceException($"line {row.Line}: '{measured.Network}' was measured at {measured.Input?.ToString() ?? "no resolution"} and at {before?.ToString() ?? "no resolution"}: give the two different names");
            inputs[measured.Network] = measured.Input;
            rows.Add(measured);
            if (row.Conditions.Length > 0 && conditions.Length > 0 && row.Conditions != conditions)
                throw new DeviceException($"line {row.Line}: was measured under other conditions ('{row.Conditions}') than the rows before it ('{conditions}'): one device, one set of conditions");
            conditions = row.Conditions.Length > 0 ? row.Conditions : conditions;
        }
    }

    private static void ReadHeader(List<string> cells, Dictionary<string, int> columns)
    {
        for (var i = 0; i < cells.Count; i++)
            columns[cells[i].Trim()] = i;
        foreach (var needed in (ReadOnlySpan<string>)["name", "batch", "latency_ms_per_image"])
        {
            if (!columns.ContainsKey(needed))
                throw new DeviceException($"line 1: has no column '{needed}'");
        }
    }

    private readonly record struct Row(List<string> Cells, Dictionary<string, int> Columns, int Line)
    {
        public string Conditions => Text("conditions");

        public Measurement Read()
        {
            var batch = (int)Number("batch", 1, 1 << 20);
            var latencyMs = Number("latency_ms_per_image", 1e-6, 1e9);
            if (Text("images_per_s").Length > 0 && Number("images_per_s", 1e-6, 1e12) is var rate && Math.Abs((rate * latencyMs / 1000) - 1) > 0.02)
                throw new DeviceException(string.Create(CultureInfo.InvariantCulture,
                    $"line {Line}: {rate:G6} images per second and {latencyMs:G6} ms per image do not agree (1000 / latency_ms_per_image = images_per_s): two units, or latency and rate of a batch"));
            return new Measurement(Text("name"), batch, batch * latencyMs, Text("grade"), Text("source"), Optional("family"), Optional("precision"), Line, Input());
        }

        // 224x224 of an image, or a whole shape: 1x28x28.
        private Shape? Input()
        {
            if (Optional("resolution") is not { } text)
                return null;
            try
            {
                return Shape.Parse(text.Split('x') is [_, _] ? $"{ImageChannels}x{text}" : text);
            }
            catch (GraphException error)
            {
                throw new DeviceException($"line {Line}: resolution: {error.Message}", error);
            }
        }

        private string? Optional(string column) => Text(column) is { Length: > 0 } text ? text : null;

        private string Text(string column) => Columns.TryGetValue(column, out var i) && i < Cells.Count ? Cells[i].Trim() : "";

        private double Number(string column, double low, double high) =>
            double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high
                ? value
                : throw new DeviceException($"line {Line}: {column} is '{Text(column)}'; it must be a number from {low} to {high}");
    }
}
