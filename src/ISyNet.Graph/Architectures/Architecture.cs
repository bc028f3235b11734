using System.Collections.Immutable;
using ISyNet.Graph.Ops;

namespace ISyNet.Graph.Architectures;

/// <summary>
/// A compact, readable description of a network: input, optional stem, stages of repeated blocks, head.
/// <see cref="ArchitectureBuilder"/> turns it into a <see cref="Network"/>; <see cref="ArchitectureFile"/> reads and writes it.
/// </summary>
/// <param name="Name">Display name.</param>
/// <param name="Input">One sample: channels x height x width.</param>
/// <param name="Classes">Number of classes, the size of the logits.</param>
/// <param name="Stem">The layers before the stages; null if the first stage reads the image directly.</param>
/// <param name="Stages">The stages, each at one resolution.</param>
/// <param name="Head">The layers from the last feature map to the logits.</param>
public sealed record Architecture(
    string Name, Shape Input, int Classes, Stem? Stem, ImmutableArray<Stage> Stages, Head Head)
{
    /// <summary>The network that this architecture describes.</summary>
    /// <exception cref="GraphException">A part is not valid; the message names it.</exception>
    public Network Build() => ArchitectureBuilder.Build(this);

    /// <summary>The same architecture for another input or number of classes.</summary>
    public Architecture For(Shape input, int classes) => this with { Input = input, Classes = classes };
}

/// <summary>A convolution, batch norm and activation before the stages, then a 3x3 max-pool of stride 2 if asked.</summary>
public sealed record Stem(int Channels, int Kernel, int Stride, bool MaxPool, ActivationKind Activation = ActivationKind.Relu);

/// <summary><paramref name="Blocks"/> copies of one block; the first block has the stride and the change of channels.</summary>
/// <param name="Block">The block.</param>
/// <param name="Channels">Output channels of every block.</param>
/// <param name="Blocks">Number of copies.</param>
/// <param name="Stride">Stride of the first copy.</param>
/// <param name="PoolAfter">Whether a 2x2 max-pool of stride 2 follows, as in VGG.</param>
public sealed record Stage(Block Block, int Channels, int Blocks, int Stride = 2, bool PoolAfter = false)
{
    /// <summary>
    /// Whether a further block of the stage can be the identity for some weights: it adds its input to what it computes, or its convolutions are nowhere narrower than
    /// the stage and only the last may lack a ReLU.
    /// </summary>
    public bool CanBeIdentity => Block is not EdgeBlock edges || edges.Skip switch
    {
        SkipKind.Add => true,
        SkipKind.None => edges.Edges.Count(edge => !edge.IsIdentity) == 1 || (edges.LastActivation && edges.InnerChannels >= Channels),
        _ => false,
    };
}

/// <summary>The layers from the last feature map to the logits.</summary>
/// <param name="ConvChannels">Channels of a 1x1 convolution with batch norm and activation; none when 0.</param>
/// <param name="Dropout">Probability before the last linear layer; none when 0.</param>
/// <param name="LastBatchNorm">Whether batch norm follows on the logits.</param>
/// <param name="Activation">The function after the convolution and the hidden layers.</param>
/// <param name="Hidden">Features of linear layers before the last one.</param>
/// <param name="GlobalPool">Whether the map is averaged to 1x1; else every position is a feature.</param>
public sealed record Head(
    int ConvChannels = 1280, double Dropout = 0, bool LastBatchNorm = false, ActivationKind Activation = ActivationKind.Relu,
    ImmutableArray<int> Hidden = default, bool GlobalPool = true);
