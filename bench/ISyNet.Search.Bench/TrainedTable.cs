using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Bench;

/// <summary>A network of the table with what its training gave.</summary>
internal sealed record TableRow(Genotype Genotype, double Error, double Seconds);

/// <summary>The results of <see cref="TrainTable"/>, as an evaluator that looks them up.</summary>
internal sealed class TrainedTable(ImmutableArray<TableRow> rows)
{
    private readonly ImmutableDictionary<string, TableRow> _byText = rows.ToImmutableDictionary(row => row.Genotype.Text);

    public ImmutableArray<TableRow> Rows => rows;

    public TableRow this[Genotype genotype] => _byText[genotype.Text];

    /// <summary>Reads the CSV; every network of the space must be there.</summary>
    public static TrainedTable Load(string path)
    {
        ImmutableArray<TableRow> rows = [.. File.ReadLines(path).Skip(1).Select(line => line.Split(',')).Select(cells => new TableRow(
            TableSpace.Space.Parse(cells[0]), double.Parse(cells[4], CultureInfo.InvariantCulture), double.Parse(cells[5], CultureInfo.InvariantCulture)))];
        return rows.Length == TableSpace.Space.Size
            ? new TrainedTable(rows)
            : throw new SearchException($"{path}: has {rows.Length} of {TableSpace.Space.Size} networks: run train-table to the end");
    }

    public Evaluation Evaluate(Candidate candidate)
    {
        var row = this[candidate.Genotype];
        return new Evaluation([(Metric.Error, row.Error)], [], row.Seconds);
    }
}
