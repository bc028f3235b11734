namespace ISyNet.Graph.Ops;

/// <summary>Dropout in training; nothing in inference.</summary>
public sealed record Dropout(double Probability) : Op
{
    /// <inheritdoc/>
    public override string Kind => "dropout";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Single(inputs);
}
