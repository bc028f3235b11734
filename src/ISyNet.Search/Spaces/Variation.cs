namespace ISyNet.Search.Spaces;

/// <summary>Mutation and crossover of genotypes.</summary>
public static class Variation
{
    private const int Tries = 50;

    /// <summary>
    /// A mutated network: one gene changed, two with probability 1/3, three with 1/9 and so on. A size takes one step up
    /// or down in two of three cases, otherwise any other option. Changes that build the same network are drawn again.
    /// </summary>
    public static Genotype Mutate(this Genotype parent, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(random);
        var free = Enumerable.Range(0, parent.Space.GeneCount).Where(g => parent.Space.Genes[g].Options.Length > 1).ToArray();
        for (var i = 0; i < Tries && free.Length > 0; i++)
        {
            var choices = parent.Choices.ToArray();
            do
            {
                var g = free[random.NextInt(free.Length)];
                choices[g] = Other(parent.Space.Genes[g], choices[g], random);
            }
            while (random.NextBool(1.0 / 3));
            var child = parent.Space.Canonical(choices);
            if (!child.Equals(parent))
                return child;
        }

        return parent;
    }

    /// <summary>A child of two networks of the same space: each stage from one parent, or, one time in five, gene by gene from either.</summary>
    public static Genotype Cross(this Genotype mother, Genotype father, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(mother);
        ArgumentNullException.ThrowIfNull(father);
        ArgumentNullException.ThrowIfNull(random);
        var choices = mother.Choices.ToArray();
        for (var s = 0; s < mother.Space.Stages.Length; s++)
        {
            var mixed = random.NextBool(0.2);
            var takeFather = random.NextBool(0.5);
            for (var g = 0; g < mother.Space.Stages[s].Genes.Length; g++)
            {
                if (mixed ? random.NextBool(0.5) : takeFather)
                    choices[mother.Space.Offset(s) + g] = father.Choices[mother.Space.Offset(s) + g];
            }
        }

        return mother.Space.Canonical(choices);
    }

    /// <summary>The network with the block of one random stage in every stage that offers its options; strides, depths and widths stay.</summary>
    internal static Genotype Regularise(this Genotype genotype, SeededRandom random)
    {
        var (space, choices) = (genotype.Space, genotype.Choices.ToArray());
        var model = random.NextInt(space.Stages.Length);
        for (var s = 0; s < space.Stages.Length; s++)
        {
            for (var g = 0; g < space.Stages[s].BlockGeneCount; g++)
            {
                var gene = space.Stages[s].Genes[g];
                if (g < space.Stages[model].BlockGeneCount && space.Stages[model].Genes[g] is var original && original.Name == gene.Name
                    && gene.Options.IndexOf(original.Options[genotype.Choices[space.Offset(model) + g]]) is >= 0 and var option)
                    choices[space.Offset(s) + g] = option;
            }
        }

        return space.Canonical(choices);
    }

    private static int Other(Gene gene, int option, SeededRandom random)
    {
        var last = gene.Options.Length - 1;
        if (gene.Kind == GeneKind.Size && random.NextBool(2.0 / 3))
            return option == 0 ? 1 : option == last ? last - 1 : option + (random.NextBool(0.5) ? 1 : -1);
        var other = random.NextInt(last);
        return other >= option ? other + 1 : other;
    }
}
