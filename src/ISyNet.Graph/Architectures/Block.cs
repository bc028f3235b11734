using System.Collections.Immutable;

namespace ISyNet.Graph.Architectures;

/// <summary>The unit that a stage repeats: one of <see cref="EdgeBlock"/>, <see cref="ResidualBlock"/>, <see cref="InvertedBlock"/>, <see cref="PlainBlock"/>.</summary>
public abstract record Block;

/// <summary>How the input of an <see cref="EdgeBlock"/> joins its output; never in the first block of a stage.</summary>
public enum SkipKind
{
    /// <summary>No skip.</summary>
    None,

    /// <summary>Addition, without an activation after it.</summary>
    Add,

    /// <summary>Concatenated along the channels; the next block reads both.</summary>
    Concat,
}

/// <summary>The operation of one edge: identity, a square convolution, or a factorised pair kx1 then 1xk.</summary>
/// <param name="Kernel">1, 3, 5 or 7; 0 for identity.</param>
/// <param name="Factorised">Whether two convolutions (k,1) and (1,k) replace the square one.</param>
/// <param name="Groups">Convolution groups; 1 in all released networks.</param>
public readonly record struct Edge(int Kernel, bool Factorised = false, int Groups = 1)
{
    /// <summary>The identity edge.</summary>
    public static Edge Identity => new(0);

    /// <summary>Whether this edge is the identity.</summary>
    public bool IsIdentity => Kernel == 0;

    /// <summary>The name in the paper's release: <c>identity</c>, <c>conv_3x3</c>, <c>conv_1x5_5x1</c>.</summary>
    public string OpName => IsIdentity ? "identity"
        : Factorised ? $"conv_1x{Kernel}_{Kernel}x1" : $"conv_{Kernel}x{Kernel}";

    /// <summary>The edge of a release name.</summary>
    /// <exception cref="GraphException">The name is not one of the eight operations.</exception>
    public static Edge Parse(string opName, int groups = 1) => All.FirstOrDefault(e => e.OpName == opName, new Edge(-1)) is { Kernel: >= 0 } edge
        ? edge with { Groups = edge.IsIdentity ? 1 : groups }
        : throw new GraphException($"'{opName}' is not an edge operation: use {string.Join(", ", All.Select(e => e.OpName))}");

    /// <summary>The eight operations of the paper's space.</summary>
    public static ImmutableArray<Edge> All { get; } =
    [
        new(0), new(1), new(3), new(5), new(7), new(3, true), new(5, true), new(7, true),
    ];
}

/// <summary>
/// ISyNet's block: edges in sequence (each convolution with batch norm and ReLU), then a skip. Source: the architecture
/// files of the paper's release.
/// </summary>
/// <param name="Edges">The edges; identities add nothing.</param>
/// <param name="InnerChannels">Channels between edges; the last convolution writes the stage's channels.</param>
/// <param name="LastActivation">Whether a convolution on the LAST edge keeps its ReLU; a convolution elsewhere always does.</param>
/// <param name="Skip">The skip.</param>
public sealed record EdgeBlock(ImmutableArray<Edge> Edges, int InnerChannels, bool LastActivation, SkipKind Skip) : Block
{
    /// <inheritdoc/>
    public bool Equals(EdgeBlock? other) => other is not null && InnerChannels == other.InnerChannels
        && LastActivation == other.LastActivation && Skip == other.Skip && Edges.SequenceEqual(other.Edges);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(InnerChannels, LastActivation, Skip,
        Edges.Aggregate(0, (hash, edge) => HashCode.Combine(hash, edge)));
}

/// <summary>
/// The residual block of ResNet (arXiv 1512.03385): two 3x3 convolutions, or 1x1, 3x3, 1x1 when a bottleneck; a projection
/// on the skip where the shape changes; ReLU after the addition.
/// </summary>
/// <param name="Bottleneck">Whether it is the 1x1, 3x3, 1x1 form, with the 3x3 at <c>Channels / Reduction</c>.</param>
/// <param name="Reduction">Factor by which the 3x3 of a bottleneck is narrower.</param>
/// <param name="Groups">Groups of the 3x3 of a bottleneck.</param>
/// <param name="SqueezeRatio">Squeeze-and-excitation at channels/ratio before the addition; none when 0.</param>
public sealed record ResidualBlock(bool Bottleneck = false, int Reduction = 4, int Groups = 1, double SqueezeRatio = 0) : Block;

/// <summary>
/// The inverted residual of MobileNetV2/V3 (arXiv 1801.04381, 1905.02244): 1x1 expansion, depthwise convolution, optional
/// squeeze-and-excitation, linear 1x1 projection; added to the input where shapes agree.
/// </summary>
/// <param name="Expansion">Channels of the depthwise convolution divided by those of the block's input; 1 leaves out the expansion.</param>
/// <param name="Kernel">Depthwise kernel.</param>
/// <param name="SqueezeRatio">Squeeze-and-excitation at expanded/ratio channels; none when 0.</param>
/// <param name="Activation">The function after expansion and depthwise convolution.</param>
public sealed record InvertedBlock(
    double Expansion, int Kernel, double SqueezeRatio = 0, Ops.ActivationKind Activation = Ops.ActivationKind.Relu6) : Block;

/// <summary>One convolution and ReLU, with batch norm or with a bias in its place: VGG, and RepVGG once its branches are merged.</summary>
public sealed record PlainBlock(int Kernel = 3, bool BatchNorm = true) : Block;
