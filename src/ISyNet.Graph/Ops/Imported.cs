namespace ISyNet.Graph.Ops;

/// <summary>The class of hardware work that an <see cref="Imported"/> operation costs.</summary>
public enum WorkKind
{
    /// <summary>No work: a view, an identity, a second output of the layer before.</summary>
    Free,

    /// <summary>Moves data: transpose, slice, split, gather, pad, tile, depth-to-space.</summary>
    DataMove,

    /// <summary>An element-wise pass: cast, quantise, dequantise, unary mathematics.</summary>
    Elementwise,

    /// <summary>Combines many elements into one: sum, mean, maximum, arg-max, top-k.</summary>
    Reduction,

    /// <summary>Softmax and similar operations: a reduction and passes over the same data.</summary>
    Softmax,

    /// <summary>Changes the resolution of a feature map.</summary>
    Resize,

    /// <summary>Unknown; costed as an element-wise pass, with a note.</summary>
    Unknown,
}

/// <summary>
/// An operation of an imported graph. It can be costed, but not built or trained. Its shape comes from the other tool.
/// </summary>
/// <param name="OpType">The foreign name, such as <c>DepthToSpace</c>.</param>
/// <param name="Work">The class of hardware work.</param>
/// <param name="Domain">The foreign operator set; empty for ONNX's own.</param>
/// <param name="Opset">Its version.</param>
public sealed record Imported(string OpType, WorkKind Work, string Domain = "", int Opset = 0) : Op
{
    /// <inheritdoc/>
#pragma warning disable CA1308 // a kind is a lower-case word in tables, never a key
    public override string Kind => OpType.ToLowerInvariant();
#pragma warning restore CA1308

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) =>
        throw new GraphException($"the shape of the imported operation {OpType} must be given");
}
