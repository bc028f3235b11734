namespace ISyNet.Graph.Ops;

/// <summary>The same elements under another shape; costs nothing where tensors are contiguous.</summary>
public sealed record Reshape(Shape Target) : Op
{
    /// <inheritdoc/>
    public override string Kind => "reshape";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Single(inputs).Elements == Target.Elements
        ? Target
        : throw new GraphException($"{inputs[0]} cannot be reshaped to {Target}");
}

/// <summary>All elements of a sample as one vector.</summary>
public sealed record Flatten : Op
{
    /// <inheritdoc/>
    public override string Kind => "flatten";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Shape.Vector(checked((int)Single(inputs).Elements));
}
