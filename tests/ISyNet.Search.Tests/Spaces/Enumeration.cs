using ISyNet.Graph;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Tests.Spaces;

/// <summary>Brute force over small spaces: the judge of canonical forms and sizes.</summary>
internal static class Enumeration
{
    /// <summary>The text of every genotype of a space, equal networks in all their spellings.</summary>
    public static IEnumerable<string> AllTexts(SearchSpace space)
    {
        IEnumerable<string> texts = [""];
        foreach (var (stage, s) in space.Stages.Select((stage, s) => (stage, s)))
        {
            texts = texts.Select(text => s == 0 ? text : text + " | ");
            foreach (var (gene, g) in stage.Genes.Select((gene, g) => (gene, g)))
            {
                var glue = g == 0 ? "" : gene.Kind == GeneKind.Operation ? "-" : ":";
                texts = texts.SelectMany(text => gene.Options.Select(option => text + glue + option));
            }
        }

        return texts;
    }

    /// <summary>The architecture of a text exactly as written, read without the code under test.</summary>
    public static string Layers(Network network) => string.Join('\n', network.Layers.Select(
        layer => $"{layer.Op} <- {string.Join(',', layer.Inputs)} -> {layer.Output}"));
}
