using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ISyNet.Graph;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Systolic;

/// <summary>
/// Reads the topology CSV of systolic simulators: a header, then one layer a row, as the sizes of a convolution or, under the header M, N, K,
/// of a matrix product. Padding is not a column: the sizes are taken as they stand, and an output has ceil((size - filter + stride) / stride)
/// rows or columns. docs/systolic.md describes the format.
/// </summary>
public static class TopologyFile
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>The largest number of layers.</summary>
    public const int MaxLayers = 20_000;

    private const int MaxValue = 1 << 20;

    /// <summary>One row in this many may be invalid: published files of a thousand layers contain typing errors.</summary>
    private const int RowsPerSlip = 100;

    private static readonly ImmutableArray<string> Convolution =
        ["name", "ifmap height", "ifmap width", "filter height", "filter width", "channels", "filters", "stride"];

    private static readonly ImmutableArray<string> Product = ["name", "M", "N", "K"];

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

    /// <summary>Reads the text of a file. Of a hundred rows one may be unsound: it is left out and named.</summary>
    /// <exception cref="GraphException">More rows are not sound: the message names line and column of the first.</exception>
    public static Topology Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        var layers = ImmutableArray.CreateBuilder<TopologyLayer>();
        var leftOut = ImmutableArray.CreateBuilder<string>();
        var (number, heading) = (0, 0);
        Header? header = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (header is null)
            {
                header = Header.Parse(line.ToString());
                continue;
            }

            // Rows of commas part the sections of a file, and rows of a name and a comma head them.
            var cells = header.Cells(line.ToString());
            if (cells.All(cell => cell.Length == 0))
                continue;
            if (cells.Length > 1 && cells.Skip(1).All(cell => cell.Length == 0))
            {
                heading = number;
                continue;
            }

            if (layers.Count == MaxLayers)
                throw new GraphException($"line {number}: more than {MaxLayers} layers");
            heading = 0;
            try
            {
                layers.Add(Row(header, cells, number));
            }
            catch (GraphException error)
            {
                leftOut.Add(error.Message);
            }
        }

        if (heading > 0 && layers.Count > 0)
            leftOut.Add($"line {heading}, column 2 ({header!.Columns[1]}) is ''; the file ends with a layer's name");
        if (leftOut.Count * RowsPerSlip > layers.Count + leftOut.Count)
            throw new GraphException(leftOut[0]);
        return layers.Count > 0
            ? new Topology(name, layers.ToImmutable()) { LeftOut = leftOut.ToImmutable() }
            : throw new GraphException("no layer: a topology is a header row, then one row per layer");
    }

    private static TopologyLayer Row(Header header, string[] cells, int number)
    {
        var columns = header.Columns;
        var used = cells.Length;
        while (used > 0 && cells[used - 1].Length == 0)
            used--;
        if (used > columns.Length && !header.HasNotes && !(used == columns.Length + 1 && cells[used - 1] == "1:1"))
            throw new GraphException($"line {number}, column {columns.Length + 1}: '{Short(cells[columns.Length])}' is one value too many; "
                + $"the columns are {string.Join(", ", columns)}, and of a sparsity column only 1:1 (dense) is modelled");
        if (cells[0].Length is 0 or > 200 || cells[0].Any(char.IsControl))
            throw new GraphException($"line {number}, column 1 (name) is '{Short(cells[0])}'; it must be 1 to 200 printable characters");
        var values = new long[columns.Length];
        for (var c = 1; c < columns.Length; c++)
        {
            var cell = c < cells.Length ? cells[c] : "";
            if (!long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out values[c]) || values[c] is < 1 or > MaxValue)
                throw new GraphException($"line {number}, column {c + 1} ({columns[c]}) is '{Short(cell)}'; it must be a whole number from 1 to {MaxValue}");
        }

        try
        {
            var product = header.IsProduct
                ? new MatrixProduct(values[1], values[3], values[2])
                : new MatrixProduct(
                    OutputSize(values[1], values[3], values[7], "height") * OutputSize(values[2], values[4], values[7], "width"), values[3] * values[4] * values[5], values[6]);
            return new TopologyLayer(cells[0], product.Checked(cells[0]));
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

    /// <summary>The header, which is always the first row. Its column names are not checked.</summary>
    /// <param name="Separator">What parts the cells.</param>
    /// <param name="IsProduct">Whether rows are matrix products.</param>
    /// <param name="HasNotes">Whether there are columns behind the sizes that are no sparsity and do not count.</param>
    private sealed record Header(char Separator, bool IsProduct, bool HasNotes)
    {
        public ImmutableArray<string> Columns => IsProduct ? Product : Convolution;

        public static Header Parse(string line)
        {
            var separator = !line.Contains(',', StringComparison.Ordinal) && line.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';
            var cells = line.TrimStart('\uFEFF').Split(separator, StringSplitOptions.TrimEntries);
            var isProduct = cells.Length >= 4 && cells.Skip(1).Take(3).SequenceEqual(["M", "N", "K"], StringComparer.OrdinalIgnoreCase);
            var count = isProduct ? Product.Length : Convolution.Length;
            return new(separator, isProduct, cells.Length > count + 1 && !cells[count].Contains("spars", StringComparison.OrdinalIgnoreCase));
        }

        /// <summary>The cells of a row, up to a comment.</summary>
        public string[] Cells(string line) => [.. line.Split(Separator, StringSplitOptions.TrimEntries).TakeWhile(cell => !cell.StartsWith('#'))];
    }
}
