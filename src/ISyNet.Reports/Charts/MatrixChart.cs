using System.Collections.Immutable;

namespace ISyNet.Reports.Charts;

/// <summary>Counts in rows and columns, such as a confusion matrix. The shade of a cell is the square root of its share of its row, so that small shares stay visible.</summary>
/// <param name="Title">Display title.</param>
/// <param name="Description">The chart in words, for screen readers.</param>
/// <param name="X">What the columns are.</param>
/// <param name="Y">What the rows are.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">Names of the rows.</param>
/// <param name="Counts">A row of counts for each row.</param>
public sealed record MatrixChart(
    string Title, string Description, ChartAxis X, ChartAxis Y, ImmutableArray<string> Columns, ImmutableArray<string> Rows,
    ImmutableArray<ImmutableArray<int>> Counts) : Chart(Title, Description);
