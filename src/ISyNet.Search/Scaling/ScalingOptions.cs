using System.Collections.Immutable;

namespace ISyNet.Search.Scaling;

/// <summary>How a network is scaled.</summary>
public sealed record ScalingOptions
{
    /// <summary>What may be enlarged. The resolution is enlarged only if <see cref="MaxSide"/> allows it.</summary>
    public ImmutableArray<ScalingKind> Moves { get; init; } = [.. Enum.GetValues<ScalingKind>()];

    /// <summary>
    /// Whether the larger network must be able to begin with the function of the smaller one (its weights, expanded). Then a stage gets no further blocks if such a block
    /// cannot be the identity, and no channels that take away or add a skip.
    /// </summary>
    public bool KeepsFunction { get; init; }

    /// <summary>The capacity measure.</summary>
    public ICapacityMeasure Capacity { get; init; } = new CompoundCapacity();

    /// <summary>
    /// The longest side of a larger input, in pixels. Null keeps the input: whether the images have more pixels is known to the
    /// user, not to the architecture.
    /// </summary>
    public int? MaxSide { get; init; }

    /// <summary>Pixels by which a resolution move enlarges each side.</summary>
    public int ResolutionStep { get; init; } = 16;

    /// <summary>Number of steps into which the latency range up to the budget is divided.</summary>
    public int Steps { get; init; } = 32;

    /// <summary>Networks kept and extended at each latency step.</summary>
    public int Beam { get; init; } = 2;
}
