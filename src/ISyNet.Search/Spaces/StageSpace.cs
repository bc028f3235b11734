using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using ISyNet.Graph.Architectures;

namespace ISyNet.Search.Spaces;

/// <summary>
/// The choices of one stage. Its genes are those of its block, then stride, depth and width; a stage of a genotype is the
/// index of an option per gene.
/// </summary>
public abstract class StageSpace
{
    private readonly Lazy<ImmutableArray<Gene>> _genes;

    /// <summary>Creates the stage space.</summary>
    private protected StageSpace(ImmutableArray<int> strides, ImmutableArray<int> depths, ImmutableArray<int> widths)
    {
        Strides = strides;
        Depths = depths;
        Widths = widths;
        _genes = new Lazy<ImmutableArray<Gene>>(() =>
            [.. BlockGenes(), Sizes("stride", "s", strides), Sizes("depth", "d", depths), Sizes("width", "w", widths)]);
    }

    /// <summary>Strides of the first block, ascending.</summary>
    public ImmutableArray<int> Strides { get; }

    /// <summary>Numbers of blocks, ascending.</summary>
    public ImmutableArray<int> Depths { get; }

    /// <summary>Output channels, ascending.</summary>
    public ImmutableArray<int> Widths { get; }

    /// <summary>The genes, in order.</summary>
    public ImmutableArray<Gene> Genes => _genes.Value;

    /// <summary>Genotypes of this stage, counting those that build the same network separately.</summary>
    public BigInteger RawSize => Genes.Aggregate(BigInteger.One, (product, gene) => product * gene.Options.Length);

    /// <summary>Number of genes of the block; stride, depth and width follow them.</summary>
    internal int BlockGeneCount => StrideGene;

    private protected int StrideGene => Genes.Length - 3;

    private protected int DepthGene => Genes.Length - 2;

    private protected int WidthGene => Genes.Length - 1;

    /// <summary>The properties that all blocks of the stage have in common, besides the genes, as text.</summary>
    internal abstract string Common { get; }

    internal int Channels(ReadOnlySpan<int> choices) => Widths[choices[WidthGene]];

    internal int Depth(ReadOnlySpan<int> choices) => Depths[choices[DepthGene]];

    internal Stage Build(ReadOnlySpan<int> choices) =>
        new(BuildBlock(choices), Channels(choices), Depth(choices), Strides[choices[StrideGene]]);

    /// <summary>Draws a stage, not yet canonical. Depth and length of the block follow the network's levels (docs/search-space.md).</summary>
    internal void Sample(SeededRandom random, SampleLevels levels, Span<int> choices)
    {
        choices[StrideGene] = random.NextInt(Strides.Length);
        choices[DepthGene] = SampleLevels.Draw(random, Depths.Length - 1, levels.Depth);
        choices[WidthGene] = random.NextInt(Widths.Length);
        SampleBlock(random, levels, choices);
    }

    /// <summary>The option indices of a stage of an architecture.</summary>
    /// <exception cref="SearchException">The stage is not of this space; the message names the part.</exception>
    internal void Encode(Stage stage, string place, Span<int> choices)
    {
        choices[StrideGene] = Index(Strides, stage.Stride, place, "stride");
        choices[DepthGene] = Index(Depths, stage.Blocks, place, "depth");
        choices[WidthGene] = Index(Widths, stage.Channels, place, "width");
        EncodeBlock(stage, place, choices);
    }

    /// <summary>Replaces the choices by the canonical ones of the same network.</summary>
    internal abstract void Canonicalise(Span<int> choices, int previousChannels);

    /// <summary>Number of different stages with these output channels after a stage (or stem, or image) with the other channels.</summary>
    internal abstract BigInteger Count(int previousChannels, int channels);

    private protected abstract IEnumerable<Gene> BlockGenes();

    private protected abstract Block BuildBlock(ReadOnlySpan<int> choices);

    private protected abstract void SampleBlock(SeededRandom random, SampleLevels levels, Span<int> choices);

    private protected abstract void EncodeBlock(Stage stage, string place, Span<int> choices);

    private protected static Gene Sizes<T>(string name, string prefix, ImmutableArray<T> values) where T : IFormattable =>
        new(name, GeneKind.Size, [.. values.Select(v => prefix + v.ToString(null, CultureInfo.InvariantCulture))]);

    private protected static int Index<T>(ImmutableArray<T> options, T value, string place, string name)
    {
        var index = options.IndexOf(value);
        return index >= 0 ? index : throw new SearchException($"{place}: {name} {value} is not one of {string.Join(", ", options)}");
    }
}
