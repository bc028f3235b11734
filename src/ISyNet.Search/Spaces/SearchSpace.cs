using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;

namespace ISyNet.Search.Spaces;

/// <summary>
/// A set of networks: an input, an optional stem, stages of choices, a head. <see cref="SpaceCatalog"/> holds those that
/// ship with the product; <see cref="SpaceFile"/> reads users' own. Immutable.
/// </summary>
public sealed class SearchSpace
{
    private readonly ImmutableArray<int> _offsets;

    internal SearchSpace(
        string name, string description, Shape input, int classes, Stem? stem, Head head, ImmutableArray<StageSpace> stages)
    {
        Name = name;
        Description = description;
        Input = input;
        Classes = classes;
        Stem = stem;
        Head = head;
        Stages = stages;
        var offsets = ImmutableArray.CreateBuilder<int>(stages.Length);
        foreach (var stage in stages)
        {
            offsets.Add(GeneCount);
            GeneCount += stage.Genes.Length;
        }

        _offsets = offsets.MoveToImmutable();
        Genes = [.. stages.SelectMany(stage => stage.Genes)];
    }

    /// <summary>Name for people and command lines.</summary>
    public string Name { get; }

    /// <summary>One sentence for people.</summary>
    public string Description { get; }

    /// <summary>One sample: channels x height x width.</summary>
    public Shape Input { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>What every network of the space begins with; null when the first stage reads the image.</summary>
    public Stem? Stem { get; }

    /// <summary>What every network of the space ends with.</summary>
    public Head Head { get; }

    /// <summary>The stages.</summary>
    public ImmutableArray<StageSpace> Stages { get; }

    /// <summary>The genes of all stages, in order.</summary>
    public ImmutableArray<Gene> Genes { get; }

    /// <summary>Number of genes.</summary>
    public int GeneCount { get; }

    /// <summary>The exact number of different networks.</summary>
    public BigInteger Size => SpaceSize.Count(this);

    /// <summary>The number of genotypes before those that build the same network are taken as one.</summary>
    public BigInteger RawSize => Stages.Aggregate(BigInteger.One, (product, stage) => product * stage.RawSize);

    /// <summary>The same space for another input and number of classes.</summary>
    /// <exception cref="SearchException">The input is no feature map.</exception>
    public SearchSpace For(Shape input, int classes)
    {
        if (!input.IsMap || classes < 1)
            throw new SearchException($"space '{Name}' takes an input of channels x height x width and at least one class, not {input} and {classes}");
        return new SearchSpace(Name, Description, input, classes, Stem, Head, Stages);
    }

    /// <summary>Draws a network; docs/search-space.md says from which distribution.</summary>
    public Genotype Sample(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var levels = SampleLevels.Draw(random);
        var choices = new int[GeneCount];
        for (var s = 0; s < Stages.Length; s++)
            Stages[s].Sample(random, levels, Part(choices, s));
        return Canonical(choices);
    }

    /// <summary>Reads the text of a genotype; other texts of the same network are accepted and come back canonical.</summary>
    /// <exception cref="SearchException">The text is not of this space; the message names stage and gene.</exception>
    public Genotype Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Canonical(GenotypeText.Read(this, text));
    }

    /// <summary>The genotype of an architecture; its name, input and classes are not compared.</summary>
    /// <exception cref="SearchException">The architecture is not of this space; the message names the part.</exception>
    public Genotype Encode(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        if (architecture.Stem != Stem || architecture.Head != Head || architecture.Stages.Length != Stages.Length)
            throw new SearchException($"'{architecture.Name}' has another stem, head or number of stages than space '{Name}'");
        var choices = new int[GeneCount];
        for (var s = 0; s < Stages.Length; s++)
            Stages[s].Encode(architecture.Stages[s], $"'{architecture.Name}' stage {s}", Part(choices, s));
        return Canonical(choices);
    }

    /// <summary>The architecture of a genotype.</summary>
    public Architecture Build(Genotype genotype)
    {
        ArgumentNullException.ThrowIfNull(genotype);
        var choices = genotype.Choices.AsSpan();
        var stages = ImmutableArray.CreateBuilder<Stage>(Stages.Length);
        for (var s = 0; s < Stages.Length; s++)
            stages.Add(Stages[s].Build(choices.Slice(_offsets[s], Stages[s].Genes.Length)));
        return new Architecture(Name, Input, Classes, Stem, stages.MoveToImmutable(), Head);
    }

    /// <summary>All that decides the networks of the space and how they are drawn, as text; names and description are left out.</summary>
    internal string Content()
    {
        // The first network shows what all have: input, classes, stem and head.
        var text = new StringBuilder(ArchitectureFile.Write(Build(Canonical(new int[GeneCount])) with { Name = "" }));
        foreach (var stage in Stages)
        {
            text.Append('\n').Append(stage.Common);
            foreach (var gene in stage.Genes)
                text.Append(CultureInfo.InvariantCulture, $"; {gene.Name} {gene.Kind}: {string.Join(' ', gene.Options)}");
        }

        return text.ToString();
    }

    /// <summary>The genotype of these choices, which are taken over and made canonical.</summary>
    internal Genotype Canonical(int[] choices)
    {
        var previous = Stem?.Channels ?? Input.Channels;
        for (var s = 0; s < Stages.Length; s++)
        {
            var part = Part(choices, s);
            Stages[s].Canonicalise(part, previous);
            previous = Stages[s].Channels(part);
        }

        return new Genotype(this, [.. choices]);
    }

    internal int Offset(int stage) => _offsets[stage];

    private Span<int> Part(int[] choices, int stage) => choices.AsSpan(_offsets[stage], Stages[stage].Genes.Length);
}
