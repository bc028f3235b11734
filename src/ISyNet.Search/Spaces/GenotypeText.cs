using System.Collections.Immutable;
using System.Text;

namespace ISyNet.Search.Spaces;

/// <summary>The text of a genotype: stages joined by " | ", genes by ":", the operations of a block's edges by "-".</summary>
internal static class GenotypeText
{
    private const int MaxLength = 1 << 16;

    public static string Write(SearchSpace space, ImmutableArray<int> choices)
    {
        var text = new StringBuilder();
        for (var s = 0; s < space.Stages.Length; s++)
        {
            if (s > 0)
                text.Append(" | ");
            var genes = space.Stages[s].Genes;
            for (var g = 0; g < genes.Length; g++)
            {
                if (g > 0)
                    text.Append(genes[g].Kind == GeneKind.Operation && genes[g - 1].Kind == GeneKind.Operation ? '-' : ':');
                text.Append(genes[g].Options[choices[space.Offset(s) + g]]);
            }
        }

        return text.ToString();
    }

    public static int[] Read(SearchSpace space, string text)
    {
        if (text.Length > MaxLength)
            throw new SearchException($"a genotype of {text.Length} characters is too long");
        var stages = text.Split('|', StringSplitOptions.TrimEntries);
        if (stages.Length != space.Stages.Length)
            throw new SearchException($"genotype '{text}' has {stages.Length} stages; space '{space.Name}' has {space.Stages.Length}");
        var choices = new int[space.GeneCount];
        for (var s = 0; s < stages.Length; s++)
        {
            var genes = space.Stages[s].Genes;
            var words = stages[s].Split(':', '-');
            if (words.Length != genes.Length)
                throw new SearchException($"genotype stage {s} '{stages[s]}' has {words.Length} genes; space '{space.Name}' has {genes.Length}: {string.Join(", ", genes.Select(g => g.Name))}");
            for (var g = 0; g < genes.Length; g++)
            {
                var option = genes[g].Options.IndexOf(words[g]);
                choices[space.Offset(s) + g] = option >= 0
                    ? option
                    : throw new SearchException($"genotype stage {s}: {genes[g].Name} '{words[g]}' is not one of {string.Join(", ", genes[g].Options)}");
            }
        }

        return choices;
    }
}
