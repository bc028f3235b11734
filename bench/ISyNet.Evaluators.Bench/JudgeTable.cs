using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Search;
using ISyNet.Search.Bench;

namespace ISyNet.Evaluators.Bench;

/// <summary>A network with the held-out error that its long training gave.</summary>
internal sealed record Judge(Candidate Candidate, double Error);

/// <summary>Reads the rows of <see cref="TrainJudges"/>, or of the trained table of docs/strategies.md, which has the same columns.</summary>
internal static class JudgeTable
{
    public static ImmutableArray<Judge> Load(string path) =>
        [.. File.ReadLines(path).Skip(1).Select(line => line.Split(',')).DistinctBy(cells => cells[0]).Select((cells, i) => new Judge(
            new Candidate(i, TableSpace.Space.Parse(cells[0]), ulong.Parse(cells[1], CultureInfo.InvariantCulture)),
            double.Parse(cells[4], CultureInfo.InvariantCulture)))];
}
