using System.Collections.Immutable;
using System.Numerics;
using ISyNet.Graph.Architectures;

namespace ISyNet.Search.Spaces;

/// <summary>Stages of ResNet's blocks, basic or bottleneck.</summary>
public sealed class ResidualStageSpace : StageSpace
{
    internal ResidualStageSpace(
        ImmutableArray<int> strides, ImmutableArray<int> depths, ImmutableArray<int> widths, bool bottleneck, ImmutableArray<int> reductions)
        : base(strides, depths, widths)
    {
        Bottleneck = bottleneck;
        Reductions = reductions;
    }

    /// <summary>Whether blocks are 1x1, 3x3, 1x1 or two 3x3.</summary>
    public bool Bottleneck { get; }

    /// <summary>How much narrower the 3x3 of a bottleneck is, ascending; empty for basic blocks.</summary>
    public ImmutableArray<int> Reductions { get; }

    internal override string Common => Bottleneck ? "bottleneck" : "basic";

    internal override void Canonicalise(Span<int> choices, int previousChannels)
    {
        if (!Bottleneck)
            return;
        var channels = Channels(choices);
        while (choices[0] > 0 && Inner(channels, choices[0]) == Inner(channels, choices[0] - 1))
            choices[0]--;
    }

    internal override BigInteger Count(int previousChannels, int channels) => Strides.Length * Depths.Length
        * (Bottleneck ? Enumerable.Range(0, Reductions.Length).Select(r => Inner(channels, r)).Distinct().Count() : 1);

    private protected override IEnumerable<Gene> BlockGenes() => Bottleneck ? [Sizes("reduction", "r", Reductions)] : [];

    private protected override Block BuildBlock(ReadOnlySpan<int> choices) =>
        Bottleneck ? new ResidualBlock(Bottleneck: true, Reductions[choices[0]]) : new ResidualBlock();

    private protected override void SampleBlock(SeededRandom random, SampleLevels levels, Span<int> choices)
    {
        if (Bottleneck)
            choices[0] = random.NextInt(Reductions.Length);
    }

    private protected override void EncodeBlock(Stage stage, string place, Span<int> choices)
    {
        if (stage.Block is not ResidualBlock { Groups: 1, SqueezeRatio: 0 } block || block.Bottleneck != Bottleneck)
            throw new SearchException($"{place}: is not a plain {(Bottleneck ? "bottleneck" : "basic")} residual block");
        if (Bottleneck)
            choices[0] = Index(Reductions, block.Reduction, place, "reduction");
    }

    private int Inner(int channels, int option) => Math.Max(1, channels / Reductions[option]);
}
