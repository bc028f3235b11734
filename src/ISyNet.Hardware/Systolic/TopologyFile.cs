using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ISyNet.Graph;

namespace ISyNet.Hardware.Systolic;

/// <summary>
/// Reads the topology CSV of systolic simulators: a header, then one layer a row. Padding is not a column: the sizes are taken as
/// they stand, and an output has ceil((size - filter + stride) / stride) rows or columns. docs/systolic.md describes the format.
/// </summary>
public static class TopologyFile
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>The largest number of layers.</summary>
    public const int MaxLayers = 20_000;

    private const int MaxValue = 1 << 20;

    private static readonly ImmutableArray<string> Columns =
        ["name", "ifmap height", "ifmap width", "filter height", "filter width", "channels", "filters", "stride"];

    /// <summary>Reads a file; the topology is named after it.</summary>
    /// <exception cref="GraphException">It cannot be read, or a row is not sound: the message names line and column.</exception>
    public static Topology Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var text = Text(path);
        try
        {
            return Parse(text, Path.GetFileNameWithoutExtension(path));
        }
        catch (GraphException error)
        {
            throw new GraphException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="GraphException">A row is not sound: the message names line and column.</exception>
    public static Topology Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        var layers = ImmutableArray.CreateBuilder<TopologyLayer>();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            // The first row is the header, whatever it calls its columns.
            if (++number == 1 || line.Trim().IsEmpty)
                continue;
            if (layers.Count == MaxLayers)
                throw new GraphException($"line {number}: more than {MaxLayers} layers");
            layers.Add(Row(line.ToString(), number));
        }

        return layers.Count > 0
            ? new Topology(name, layers.ToImmutable())
            : throw new GraphException("no layer: a topology is a header row, then one row per layer");
    }

    private static TopologyLayer Row(string line, int number)
    {
        var cells = line.TrimEnd(',', ' ', '\t').Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length > Columns.Length && !(cells.Length == Columns.Length + 1 && cells[^1] == "1:1"))
            throw new GraphException($"line {number}, column {Columns.Length + 1}: '{Short(cells[Columns.Length])}' is one value too many; "
                + $"the columns are {string.Join(", ", Columns)}, and of a sparsity column only 1:1 (dense) is modelled");
        if (cells[0].Length is 0 or > 200 || cells[0].Any(char.IsControl))
            throw new GraphException($"line {number}, column 1 (name) is '{Short(cells[0])}'; it must be 1 to 200 printable characters");
        var values = new long[Columns.Length];
        for (var c = 1; c < Columns.Length; c++)
        {
            var cell = c < cells.Length ? cells[c] : "";
            if (!long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out values[c]) || values[c] is < 1 or > MaxValue)
                throw new GraphException($"line {number}, column {c + 1} ({Columns[c]}) is '{Short(cell)}'; it must be a whole number from 1 to {MaxValue}");
        }

        try
        {
            var pixels = OutputSize(values[1], values[3], values[7], "height") * OutputSize(values[2], values[4], values[7], "width");
            return new TopologyLayer(cells[0], new MatrixProduct(pixels, values[3] * values[4] * values[5], values[6]).Checked(cells[0]));
        }
        catch (GraphException error)
        {
            throw new GraphException($"line {number}: {error.Message}", error);
        }
    }

    private static long OutputSize(long size, long filter, long stride, string side) => filter <= size
        ? (size - filter + stride + stride - 1) / stride
        : throw new GraphException($"the filter {side} {filter} is larger than the ifmap {side} {size}");

    private static string Short(string cell)
    {
        var printable = string.Concat(cell.Take(40).Select(c => char.IsControl(c) ? '?' : c));
        return cell.Length <= 40 ? printable : printable + "…";
    }

    private static string Text(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MaxBytes)
                throw new GraphException($"{path} has {stream.Length} bytes; a topology has at most {MaxBytes}");
            using var reader = new StreamReader(stream, new UTF8Encoding(false));
            var buffer = new char[MaxBytes + 1];
            var read = reader.ReadBlock(buffer);
            // A device or pipe has no length to check before.
            return read <= MaxBytes
                ? new string(buffer, 0, read)
                : throw new GraphException($"{path} has more than {MaxBytes} characters, too many for a topology");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new GraphException($"{path} cannot be read: {error.Message}", error);
        }
    }
}
