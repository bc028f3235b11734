using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Ops;

namespace ISyNet.Search.Spaces;

/// <summary>Stages of inverted residuals with depthwise convolutions, with or without squeeze-and-excitation.</summary>
public sealed class InvertedStageSpace : StageSpace
{
    internal InvertedStageSpace(
        ImmutableArray<int> strides, ImmutableArray<int> depths, ImmutableArray<int> widths,
        ImmutableArray<int> kernels, ImmutableArray<double> expansions, int squeezeRatio, ActivationKind activation)
        : base(strides, depths, widths)
    {
        Kernels = kernels;
        Expansions = expansions;
        SqueezeRatio = squeezeRatio;
        Activation = activation;
    }

    /// <summary>Kernels of the depthwise convolution, ascending.</summary>
    public ImmutableArray<int> Kernels { get; }

    /// <summary>Channels of the depthwise convolution over the block's input, ascending.</summary>
    public ImmutableArray<double> Expansions { get; }

    /// <summary>Squeeze-and-excitation at expanded/ratio channels; none when 0.</summary>
    public int SqueezeRatio { get; }

    /// <summary>The function after expansion and depthwise convolution.</summary>
    public ActivationKind Activation { get; }

    internal override string Common => string.Create(CultureInfo.InvariantCulture, $"inverted, squeeze {SqueezeRatio}, {Activation}");

    internal override void Canonicalise(Span<int> choices, int previousChannels)
    {
        var effect = Effect(choices[1], previousChannels, Channels(choices), Depth(choices));
        for (var e = 0; e < choices[1]; e++)
        {
            if (Effect(e, previousChannels, Channels(choices), Depth(choices)) == effect)
                choices[1] = e;
        }
    }

    internal override BigInteger Count(int previousChannels, int channels)
    {
        var count = BigInteger.Zero;
        foreach (var depth in Depths)
            count += Enumerable.Range(0, Expansions.Length).Select(e => Effect(e, previousChannels, channels, depth)).Distinct().Count();
        return count * Kernels.Length * Strides.Length;
    }

    private protected override IEnumerable<Gene> BlockGenes() => [Sizes("kernel", "k", Kernels), Sizes("expansion", "e", Expansions)];

    private protected override Block BuildBlock(ReadOnlySpan<int> choices) =>
        new InvertedBlock(Expansions[choices[1]], Kernels[choices[0]], SqueezeRatio, Activation);

    private protected override void SampleBlock(SeededRandom random, SampleLevels levels, Span<int> choices)
    {
        choices[0] = random.NextInt(Kernels.Length);
        choices[1] = random.NextInt(Expansions.Length);
    }

    private protected override void EncodeBlock(Stage stage, string place, Span<int> choices)
    {
        if (stage.Block is not InvertedBlock block || block.SqueezeRatio != SqueezeRatio || block.Activation != Activation)
            throw new SearchException($"{place}: is not an inverted residual with squeeze ratio {SqueezeRatio} and {Activation}");
        choices[0] = Index(Kernels, block.Kernel, place, "kernel");
        choices[1] = Index(Expansions, block.Expansion, place, "expansion");
    }

    /// <summary>What an expansion does: the channels of the depthwise convolution in the first block and in the others.</summary>
    private (int First, int Others) Effect(int expansion, int previousChannels, int channels, int depth) => (
        (int)Math.Round(previousChannels * Expansions[expansion]),
        depth == 1 ? 0 : (int)Math.Round(channels * Expansions[expansion]));
}
