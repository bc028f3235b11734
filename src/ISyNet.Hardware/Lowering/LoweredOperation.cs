using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Lowering;

/// <summary>The class of an operation of the accelerator, for tables and for MEM per operation type.</summary>
public enum OpClass
{
    /// <summary>The transfer of an image into the device's own layout.</summary>
    Input,

    /// <summary>A convolution of one group.</summary>
    Conv,

    /// <summary>A convolution of several groups of several channels.</summary>
    GroupConv,

    /// <summary>A convolution of as many groups as channels.</summary>
    DepthwiseConv,

    /// <summary>A fully connected layer.</summary>
    Linear,

    /// <summary>A product of two computed tensors.</summary>
    MatMul,

    /// <summary>Pooling over a window.</summary>
    Pool,

    /// <summary>Element-wise functions of tensors of one shape.</summary>
    Elementwise,

    /// <summary>An element-wise function of a tensor and a smaller one that is repeated over it, as in squeeze-and-excitation.</summary>
    Broadcast,

    /// <summary>Many elements into one: global pooling, sums.</summary>
    Reduction,

    /// <summary>Softmax and normalisation over features: a reduction and passes.</summary>
    Normalisation,

    /// <summary>Moves data: concat, split, slice, transpose, pad.</summary>
    DataMove,

    /// <summary>Change of resolution.</summary>
    Resize,

    /// <summary>Not known; costed as an element-wise pass.</summary>
    Unknown,
}

/// <summary>How an operation moves data.</summary>
public enum MoveKind
{
    /// <summary>As a copy would: concat, padding, reshape.</summary>
    Copy,

    /// <summary>An image into the device's layout.</summary>
    Input,

    /// <summary>A part of a tensor into one of its own.</summary>
    Split,

    /// <summary>Into another order.</summary>
    Transpose,

    /// <summary>Into another resolution.</summary>
    Resize,
}

/// <summary>A tensor that an operation reads, per image.</summary>
/// <param name="Producer">Index of the operation that wrote it; -1 for an input of the network.</param>
/// <param name="Shape">One sample.</param>
/// <param name="Elements">Elements as they lie in memory, channels padded.</param>
/// <param name="ReuseElements">
/// Elements (padded) that passed through the cache from the start of its writing to the end of its reading, its own and the
/// reader's output included: the cache must hold all of these for the tensor to be still there. 0 for a tensor that never left the core.
/// </param>
public sealed record TensorRead(int Producer, Shape Shape, long Elements, long ReuseElements);

/// <summary>
/// What the accelerator runs as one operation: a convolution or product with all that is fused into it, or vector or
/// data-moving work of its own. All counts are per image.
/// </summary>
public sealed record LoweredOperation
{
    /// <summary>Name of the layer that leads it.</summary>
    public required string Name { get; init; }

    /// <summary>Its class.</summary>
    public required OpClass Class { get; init; }

    /// <summary>Indices of the layers of the network that it covers, ascending.</summary>
    public required ImmutableArray<int> Layers { get; init; }

    /// <summary>Kinds of those layers, joined: <c>conv+batch norm+relu</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The matrix product; null when there is none.</summary>
    public MatrixProduct? Matrix { get; init; }

    /// <summary>Multiply-accumulates.</summary>
    public long Macs { get; init; }

    /// <summary>Element passes of the vector unit at full lanes, fused ones included: one per element and function.</summary>
    public long VectorElements { get; init; }

    /// <summary>Element passes of pooling windows: kernel area per output element.</summary>
    public long WindowElements { get; init; }

    /// <summary>Of <see cref="VectorElements"/>, those that are exponentials, logarithms, roots or divisions.</summary>
    public long FunctionElements { get; init; }

    /// <summary>Element passes of reductions, which use few lanes.</summary>
    public long ReductionElements { get; init; }

    /// <summary>Element passes with an operand per channel, which use few lanes.</summary>
    public long BroadcastElements { get; init; }

    /// <summary>Elements that are moved (padded), for concat, transpose and the like.</summary>
    public long MovedElements { get; init; }

    /// <summary>How they are moved.</summary>
    public MoveKind Move { get; init; }

    /// <summary>Whether the moved blocks are whole multiples of the channel alignment.</summary>
    public bool MovesAligned { get; init; } = true;

    /// <summary>Whether the compiler removes it: its inputs are written where its output is stored.</summary>
    public bool IsFree { get; init; }

    /// <summary>The tensors that it reads.</summary>
    public ImmutableArray<TensorRead> Inputs { get; init; } = [];

    /// <summary>One sample of what it writes.</summary>
    public required Shape Output { get; init; }

    /// <summary>Elements that it writes, channels padded.</summary>
    public long OutputElements { get; init; }

    /// <summary>Whether what it writes stays in the core until it is read (<see cref="FusionRules.KeepsDepthwiseInput"/>).</summary>
    public bool OutputStays { get; init; }

    /// <summary>Whether it is a grouped convolution that the matrix unit does not take (<see cref="FusionRules.LeastGroupWidth"/>).</summary>
    public bool IsNarrowGroup { get; init; }

    /// <summary>Elements of its weights as they lie in memory, padded to the matrix unit's blocks; read once per batch.</summary>
    public long WeightElements { get; init; }

    /// <summary>Trained parameters.</summary>
    public long Params { get; init; }

    /// <summary>Elements that it reads, channels padded.</summary>
    public long InputElements
    {
        get
        {
            long elements = 0;
            foreach (var read in Inputs)
                elements += read.Elements;
            return elements;
        }
    }
}
