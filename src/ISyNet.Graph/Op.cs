using System.Collections.Immutable;

namespace ISyNet.Graph;

/// <summary>
/// What a layer does, with its hyper-parameters and without its weights. The operations are a closed set of immutable records in
/// <c>ISyNet.Graph.Ops</c>; two equal operations do the same.
/// </summary>
public abstract record Op
{
    /// <summary>Short name of the kind, for tables: <c>conv</c>, <c>add</c>, <c>maxpool</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The shape of one sample of the output, from the shapes of one sample of each input.</summary>
    /// <exception cref="GraphException">The inputs do not fit this operation.</exception>
    public abstract Shape OutputShape(ReadOnlySpan<Shape> inputs);

    /// <summary>The tensors that this operation owns, in PyTorch's names and layouts.</summary>
    public virtual ImmutableArray<Parameter> Parameters(ReadOnlySpan<Shape> inputs) => [];

    /// <summary>Multiply-accumulates of convolutions and matrix products for one sample.</summary>
    public virtual long Macs(ReadOnlySpan<Shape> inputs, Shape output) => 0;

    /// <summary>The only input; otherwise an error names the operation.</summary>
    protected Shape Single(ReadOnlySpan<Shape> inputs) => inputs.Length == 1
        ? inputs[0]
        : throw new GraphException($"{Kind} takes one input, not {inputs.Length}");

    /// <summary>The only input, which must be a feature map.</summary>
    protected Shape SingleMap(ReadOnlySpan<Shape> inputs)
    {
        var shape = Single(inputs);
        return shape.IsMap ? shape : throw new GraphException($"{Kind} takes a feature map (CxHxW), not {shape}");
    }
}

/// <summary>A tensor of an operation: its name after the layer's (<c>weight</c>), dimensions, and whether it is trained.</summary>
public sealed record Parameter(string Name, Shape Dims, bool Trained = true);
