using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using ISyNet.Graph.Architectures;

namespace ISyNet.Search.Spaces;

/// <summary>
/// Stages of the paper's blocks: edges in sequence, then a skip. Edge 0 is always a convolution, because it carries the
/// stage's stride.
/// </summary>
public sealed class EdgeStageSpace : StageSpace
{
    internal EdgeStageSpace(
        ImmutableArray<int> strides, ImmutableArray<int> depths, ImmutableArray<int> widths, int edgeCount,
        ImmutableArray<Edge> operations, ImmutableArray<double> expansions,
        ImmutableArray<bool> lastActivations, ImmutableArray<SkipKind> skips, int channelMultiple)
        : base(strides, depths, widths)
    {
        EdgeCount = edgeCount;
        Convolutions = operations.Remove(Edge.Identity);
        HasIdentity = operations.Contains(Edge.Identity);
        Expansions = expansions;
        LastActivations = lastActivations;
        Skips = skips;
        ChannelMultiple = channelMultiple;
        InnerOptions = HasIdentity ? Convolutions.Add(Edge.Identity) : Convolutions;
    }

    /// <summary>Edges of a block.</summary>
    public int EdgeCount { get; }

    /// <summary>The operations but identity.</summary>
    public ImmutableArray<Edge> Convolutions { get; }

    /// <summary>Whether edges after the first may be identities.</summary>
    public bool HasIdentity { get; }

    /// <summary>Channels between edges over the stage's channels, ascending.</summary>
    public ImmutableArray<double> Expansions { get; }

    /// <summary>Whether a convolution on the last edge keeps its ReLU.</summary>
    public ImmutableArray<bool> LastActivations { get; }

    /// <summary>Skips of all blocks but the first.</summary>
    public ImmutableArray<SkipKind> Skips { get; }

    /// <summary>Channels between edges are multiples of this.</summary>
    public int ChannelMultiple { get; }

    internal override string Common => string.Create(CultureInfo.InvariantCulture, $"{EdgeCount} edges, channels in multiples of {ChannelMultiple}");

    internal int Identity => Convolutions.Length;

    internal int ExpansionGene => EdgeCount;

    internal int ActivationGene => EdgeCount + 1;

    internal int SkipGene => EdgeCount + 2;

    private ImmutableArray<Edge> InnerOptions { get; }

    internal int Inner(int channels, int expansion) => ChannelRounding.Inner(channels, Expansions[expansion], ChannelMultiple);

    internal void SetDepth(Span<int> choices, int depthOption) => choices[DepthGene] = depthOption;

    internal override void Canonicalise(Span<int> choices, int previousChannels) => EdgeCanon.Apply(this, choices);

    internal override BigInteger Count(int previousChannels, int channels) => Strides.Length * EdgeStageCount.Count(this, channels);

    private protected override IEnumerable<Gene> BlockGenes() =>
    [
        .. Enumerable.Range(0, EdgeCount).Select(e => new Gene(
            $"edge {e}", GeneKind.Operation, [.. (e == 0 ? Convolutions : InnerOptions).Select(Word)])),
        Sizes("expansion", "e", Expansions),
        new("last activation", GeneKind.Choice, [.. LastActivations.Select(relu => relu ? "relu" : "linear")]),
        new("skip", GeneKind.Choice, [.. Skips.Select(skip => skip switch { SkipKind.Add => "add", SkipKind.Concat => "concat", _ => "none" })]),
    ];

    private protected override Block BuildBlock(ReadOnlySpan<int> choices)
    {
        var edges = ImmutableArray.CreateBuilder<Edge>(EdgeCount);
        for (var e = 0; e < EdgeCount; e++)
            edges.Add(InnerOptions[choices[e]]);
        return new EdgeBlock(
            edges.MoveToImmutable(), Inner(Channels(choices), choices[ExpansionGene]),
            LastActivations[choices[ActivationGene]], Skips[choices[SkipGene]]);
    }

    private protected override void SampleBlock(SeededRandom random, SampleLevels levels, Span<int> choices)
    {
        var length = HasIdentity ? 1 + SampleLevels.Draw(random, EdgeCount - 1, levels.Length) : EdgeCount;
        for (var e = 0; e < length; e++)
            choices[e] = random.NextInt(Convolutions.Length);
        choices[length..EdgeCount].Fill(Identity);
        // The last convolution may stand on the last edge, where it may be linear.
        if (length is > 1 && length < EdgeCount && random.NextBool(0.5))
            (choices[length - 1], choices[EdgeCount - 1]) = (choices[EdgeCount - 1], choices[length - 1]);
        choices[ExpansionGene] = random.NextInt(Expansions.Length);
        choices[ActivationGene] = random.NextInt(LastActivations.Length);
        choices[SkipGene] = random.NextInt(Skips.Length);
    }

    private protected override void EncodeBlock(Stage stage, string place, Span<int> choices)
    {
        if (stage.Block is not EdgeBlock block || block.Edges.Length != EdgeCount || block.Edges[0].IsIdentity)
            throw new SearchException($"{place}: is not a block of {EdgeCount} edges that begins with a convolution");
        var convolutions = 0;
        for (var e = 0; e < EdgeCount; e++)
        {
            choices[e] = Index(InnerOptions, block.Edges[e], place, $"edge {e}");
            convolutions += block.Edges[e].IsIdentity ? 0 : 1;
        }

        choices[ExpansionGene] = 0;
        if (convolutions > 1)
        {
            var inner = Enumerable.Range(0, Expansions.Length).Select(e => Inner(stage.Channels, e)).ToImmutableArray();
            choices[ExpansionGene] = Index(inner, block.InnerChannels, place, "inner channels");
        }

        choices[ActivationGene] = block.Edges[^1].IsIdentity ? 0 : Index(LastActivations, block.LastActivation, place, "last ReLU");
        choices[SkipGene] = stage.Blocks == 1 ? 0 : Index(Skips, block.Skip, place, "skip");
    }

    private static string Word(Edge edge) => edge.IsIdentity ? "i" : $"{(edge.Factorised ? 'f' : 'c')}{edge.Kernel}";
}
