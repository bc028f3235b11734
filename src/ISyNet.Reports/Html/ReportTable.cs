using System.Collections.Immutable;
using System.Globalization;

namespace ISyNet.Reports.Html;

/// <summary>A table that the reader can sort by any column.</summary>
/// <param name="Caption">The caption, with the units that all columns share.</param>
/// <param name="Columns">The columns; the first one names the row.</param>
/// <param name="Rows">The rows, each with as many cells as there are columns.</param>
public sealed record ReportTable(string Caption, ImmutableArray<Column> Columns, ImmutableArray<Row> Rows) : ReportPart;

/// <summary>A column; numbers are set right-aligned, in digits of one width.</summary>
/// <param name="Title">Title with the unit: <c>Latency (ms)</c>.</param>
/// <param name="IsNumeric">Whether its cells are numbers.</param>
public sealed record Column(string Title, bool IsNumeric = true);

/// <summary>A row; an emphasised one stands out.</summary>
public sealed record Row(ImmutableArray<Cell> Cells, bool IsEmphasised = false)
{
    /// <summary>Its id on the page, unique, for links: <c>trial-12</c>; null for none.</summary>
    public string? Id { get; init; }
}

/// <summary>A cell: its text, and its sort value if that differs from the text.</summary>
public readonly record struct Cell(string Text, double? SortValue = null)
{
    /// <summary>A cell of plain text.</summary>
    public static implicit operator Cell(string text) => new(text);

    /// <summary>A cell of plain text.</summary>
    public static Cell FromString(string text) => new(text);

    internal string? SortKey => SortValue is { } value && double.IsFinite(value)
        ? value.ToString("R", CultureInfo.InvariantCulture)
        : null;
}
