using System.Globalization;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Ops;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Tests.Spaces;

/// <summary>Reads a genotype's text word by word into an architecture, knowing nothing of canonical forms.</summary>
internal static class NaiveReading
{
    public static Architecture Read(SearchSpace space, string text) => new(
        "naive", space.Input, space.Classes, space.Stem, [.. text.Split(" | ").Select(Stage)], space.Head);

    private static Stage Stage(string text)
    {
        var words = text.Split(':');
        int Number(string prefix) => int.Parse(words.Single(w => w.StartsWith(prefix, StringComparison.Ordinal) && char.IsDigit(w[1]))[1..], CultureInfo.InvariantCulture);
        var expansion = words.FirstOrDefault(w => w[0] == 'e') is { } e ? double.Parse(e[1..], CultureInfo.InvariantCulture) : 1;
        var (width, depth, stride) = (Number("w"), Number("d"), Number("s"));
        Block block = words[0][0] switch
        {
            'k' => new InvertedBlock(expansion, Number("k"), 0, ActivationKind.Relu6),
            'r' => new ResidualBlock(true, Number("r")),
            's' => new ResidualBlock(),
            _ => new EdgeBlock(
                [.. words[0].Split('-').Select(Edge)], Math.Max(16, (int)(width * expansion) / 16 * 16), words[2] == "relu",
                words[3] switch { "none" => SkipKind.None, "add" => SkipKind.Add, _ => SkipKind.Concat }),
        };
        return new Stage(block, width, depth, stride);
    }

    private static Edge Edge(string word) => word == "i"
        ? ISyNet.Graph.Architectures.Edge.Identity : new Edge(word[1] - '0', word[0] == 'f');
}
