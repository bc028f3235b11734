using System.Collections.Immutable;

namespace ISyNet.Graph.Ops;

/// <summary>The function of an <see cref="Elementwise"/> operation.</summary>
public enum ElementwiseKind
{
    /// <summary>Sum.</summary>
    Add,

    /// <summary>Difference.</summary>
    Sub,

    /// <summary>Product.</summary>
    Mul,

    /// <summary>Quotient.</summary>
    Div,

    /// <summary>Power, root, minimum, maximum, comparison and the like.</summary>
    Other,
}

/// <summary>
/// An element-wise function of two tensors with broadcasting; of one tensor when the other operand is a constant
/// of the network.
/// </summary>
/// <param name="Function">The function.</param>
/// <param name="Constant">Dimensions of the constant operand, a parameter of the network unless the layer says otherwise (<see cref="Layer.Owns"/>); null without one.</param>
public sealed record Elementwise(ElementwiseKind Function, Shape? Constant = null) : Op
{
    /// <inheritdoc/>
#pragma warning disable CA1308 // a kind is a lower-case word in tables, never a key
    public override string Kind => Function.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    /// <inheritdoc/>
    public override ImmutableArray<Parameter> Parameters(ReadOnlySpan<Shape> inputs) => Constant is { } dims ? [new("constant", dims)] : [];

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length == 1)
            return inputs[0];
        if (inputs.Length != 2)
            throw new GraphException($"{Kind} takes one or two inputs, not {inputs.Length}");
        var (left, right) = (inputs[0].Dims, inputs[1].Dims);
        var dims = new int[Math.Max(left.Length, right.Length)];
        for (var i = 1; i <= dims.Length; i++)
        {
            var (a, b) = (i <= left.Length ? left[^i] : 1, i <= right.Length ? right[^i] : 1);
            if (a != b && a != 1 && b != 1)
                throw new GraphException($"{Kind} cannot broadcast {inputs[0]} with {inputs[1]}");
            dims[^i] = Math.Max(a, b);
        }

        return new Shape(dims);
    }
}
