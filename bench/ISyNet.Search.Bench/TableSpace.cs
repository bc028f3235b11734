using ISyNet.Search.Spaces;

namespace ISyNet.Search.Bench;

/// <summary>The space of the table, and all of its networks.</summary>
internal static class TableSpace
{
    public static SearchSpace Space { get; } = Load();

    /// <summary>Every network once, in order of its text.</summary>
    public static IReadOnlyList<Genotype> AllGenotypes()
    {
        IEnumerable<string> texts = [""];
        foreach (var (s, stage) in Space.Stages.Index())
        {
            texts = texts.Select(text => s == 0 ? text : text + " | ");
            foreach (var (g, gene) in stage.Genes.Index())
            {
                var glue = g == 0 ? "" : gene.Kind == GeneKind.Operation ? "-" : ":";
                texts = texts.SelectMany(text => gene.Options.Select(option => text + glue + option));
            }
        }

        return [.. texts.Select(Space.Parse).Distinct().OrderBy(g => g.Text, StringComparer.Ordinal)];
    }

    private static SearchSpace Load()
    {
        using var reader = new StreamReader(typeof(TableSpace).Assembly.GetManifestResourceStream("fashion-table.json")!);
        return SpaceFile.Parse(reader.ReadToEnd());
    }
}
