namespace ISyNet.Graph.Ops;

/// <summary>An input of the network.</summary>
public sealed record Input(Shape Shape) : Op
{
    /// <inheritdoc/>
    public override string Kind => "input";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Shape;
}
