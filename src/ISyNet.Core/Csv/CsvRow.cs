using System.Collections.Immutable;
using System.Globalization;

namespace ISyNet.Core.Csv;

/// <summary>The places of a table's columns, by name without regard to case; of two of one name the first counts.</summary>
internal sealed class CsvHeader(ImmutableArray<string> names)
{
    private readonly Dictionary<string, int> _places = names.Index().GroupBy(column => column.Item, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => group.First().Index, StringComparer.OrdinalIgnoreCase);

    public int? PlaceOf(string column) => _places.TryGetValue(column, out var place) ? place : null;
}

/// <summary>A row of a CSV file that knows its line, so that every error can name line and column.</summary>
public sealed class CsvRow
{
    private readonly CsvHeader _header;
    private readonly ImmutableArray<string> _cells;

    internal CsvRow(CsvHeader header, ImmutableArray<string> cells, int line) => (_header, _cells, Line) = (header, cells, line);

    /// <summary>The line on which it begins, from 1.</summary>
    public int Line { get; }

    /// <summary>Whether the file has a column.</summary>
    public bool Has(string column) => _header.PlaceOf(column) is not null;

    /// <summary>Checks that the file has columns.</summary>
    /// <exception cref="ISyNetException">It lacks one; the message names the first.</exception>
    public void Require(params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            if (!Has(column))
                throw new ISyNetException($"line 1: has no column '{column}'");
        }
    }

    /// <summary>The cell of a column; empty where there is none.</summary>
    public string Text(string column) => _header.PlaceOf(column) is { } place && place < _cells.Length ? _cells[place] : "";

    /// <summary>The number of a column.</summary>
    /// <exception cref="ISyNetException">It is none from <paramref name="low"/> to <paramref name="high"/>.</exception>
    public double Number(string column, double low, double high) =>
        double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high
            ? value
            : throw Error(string.Create(CultureInfo.InvariantCulture, $"{column} is '{Text(column)}'; it must be a number from {low} to {high}"));

    /// <summary>An error in this row.</summary>
    public ISyNetException Error(string rule) => new($"line {Line}: {rule}");
}
