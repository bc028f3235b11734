using System.Collections.Immutable;
using System.Globalization;
using nietras.SeparatedValues;

namespace ISyNet.Core.Csv;

/// <summary>
/// CSV by RFC 4180 with a header row. The case of column names, blank lines, and spaces around cells are ignored.
/// </summary>
public static class CsvTable
{
    /// <summary>The largest file, in bytes.</summary>
    public const long MaxBytes = 1L << 28;

    /// <summary>Reads the rows of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxRows">The largest number of rows.</param>
    /// <exception cref="ISyNetException">It cannot be read or is not valid; the message gives the line, but not the file.</exception>
    public static ImmutableArray<CsvRow> Load(string path, int maxRows)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new FileInfo(path).Length <= MaxBytes
                ? Parse(File.ReadAllText(path), maxRows)
                : throw new ISyNetException($"has more than {MaxBytes} bytes, the limit for a table");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ISyNetException(error.Message, error);
        }
    }

    /// <summary>Reads the rows of a text.</summary>
    /// <exception cref="ISyNetException">A quote is not closed, or there are too many rows.</exception>
    public static ImmutableArray<CsvRow> Parse(string text, int maxRows)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var reader = Sep.New(',').Reader(options => options with
        {
            HasHeader = false,
            Unescape = true,
            DisableColCountCheck = true,
            Trim = SepTrim.Outer,
        }).FromText(text.TrimStart('\ufeff'));
        CsvHeader? header = null;
        var rows = ImmutableArray.CreateBuilder<CsvRow>();
        var line = 1;
        foreach (var row in reader)
        {
            var cells = new string[row.ColCount];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = row[i].ToString();
            line = header is null ? 1 : row.LineNumberFrom;
            if (cells.All(string.IsNullOrEmpty))
                continue;
            if (header is null)
                header = new CsvHeader([.. cells]);
            else if (rows.Count == maxRows)
                throw new ISyNetException($"line {line}: has more than {maxRows} rows");
            else
                rows.Add(new CsvRow(header, [.. cells], line));
        }

        // The reader takes everything after an open quote as one cell.
        return int.IsEvenInteger(text.AsSpan().Count('"')) ? rows.ToImmutable() : throw new ISyNetException($"line {line}: a quote is not closed");
    }

    /// <summary>The text of a table.</summary>
    /// <param name="columns">Names of the columns, all different.</param>
    /// <param name="rows">One cell per column; numbers in the invariant culture, empty for null.</param>
    public static string Write(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        using var writer = Sep.New(',').Writer(options => options with { Escape = true, WriteHeader = false }).ToText();
        Add([.. columns]);
        foreach (var row in rows)
            Add(row);
        return writer.ToString();

        void Add(IReadOnlyList<object?> cells)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Count, columns.Count);
            using var row = writer.NewRow();
            for (var i = 0; i < cells.Count; i++)
                row[columns[i]].Set(cells[i] is IFormattable value ? value.ToString(null, CultureInfo.InvariantCulture) : cells[i]?.ToString() ?? "");
        }
    }
}
