using System.Collections.Immutable;

namespace ISyNet.Graph.Architectures;

/// <summary>
/// The recipe of a network, compact and readable: input, optional stem, stages of repeated blocks, head.
/// <see cref="ArchitectureBuilder"/> turns it into a <see cref="Network"/>; <see cref="ArchitectureFile"/> reads and writes it.
/// </summary>
/// <param name="Name">Name for people.</param>
/// <param name="Input">One sample: channels x height x width.</param>
/// <param name="Classes">Number of classes, the size of the logits.</param>
/// <param name="Stem">What runs before the stages; null when the first stage reads the image itself.</param>
/// <param name="Stages">The stages, each at one resolution.</param>
/// <param name="Head">From the last feature map to the logits.</param>
public sealed record Architecture(
    string Name, Shape Input, int Classes, Stem? Stem, ImmutableArray<Stage> Stages, Head Head)
{
    /// <summary>The network that this architecture describes.</summary>
    /// <exception cref="GraphException">A part does not fit; the message names it.</exception>
    public Network Build() => ArchitectureBuilder.Build(this);

    /// <summary>The same architecture for another input or number of classes.</summary>
    public Architecture For(Shape input, int classes) => this with { Input = input, Classes = classes };
}

/// <summary>A convolution, batch norm and ReLU before the stages, then a 3x3 max-pool of stride 2 if asked.</summary>
public sealed record Stem(int Channels, int Kernel, int Stride, bool MaxPool);

/// <summary><paramref name="Blocks"/> copies of one block; the first takes the stride and the change of channels.</summary>
/// <param name="Block">The block.</param>
/// <param name="Channels">Channels that every block puts out.</param>
/// <param name="Blocks">How many copies.</param>
/// <param name="Stride">Stride of the first copy.</param>
public sealed record Stage(Block Block, int Channels, int Blocks, int Stride = 2);

/// <summary>
/// The classifier: 1x1 convolution to <paramref name="ConvChannels"/> with batch norm and ReLU (none when 0), global average
/// pooling, dropout (none when 0), a linear layer, and batch norm on the logits if asked.
/// </summary>
public sealed record Head(int ConvChannels = 1280, double Dropout = 0, bool LastBatchNorm = false);
