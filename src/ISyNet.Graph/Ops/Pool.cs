namespace ISyNet.Graph.Ops;

/// <summary>How a pooling combines its window.</summary>
public enum PoolKind
{
    /// <summary>Largest element.</summary>
    Max,

    /// <summary>Mean of the elements.</summary>
    Average,
}

/// <summary>Pooling over a sliding window.</summary>
public sealed record Pool(PoolKind Function, Window Window, bool CeilMode = false) : Op
{
    /// <inheritdoc/>
    public override string Kind => Function == PoolKind.Max ? "maxpool" : "avgpool";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        var input = SingleMap(inputs);
        var (height, width) = Window.Slide(input.Height, input.Width, CeilMode);
        return Shape.Map(input.Channels, height, width);
    }
}

/// <summary>Pooling over all of height and width; keeps them as 1x1.</summary>
public sealed record GlobalPool(PoolKind Function = PoolKind.Average) : Op
{
    /// <inheritdoc/>
    public override string Kind => Function == PoolKind.Max ? "global maxpool" : "global avgpool";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Shape.Map(SingleMap(inputs).Channels, 1, 1);
}
