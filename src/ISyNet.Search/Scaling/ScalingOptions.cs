using System.Collections.Immutable;

namespace ISyNet.Search.Scaling;

/// <summary>How a network is scaled.</summary>
public sealed record ScalingOptions
{
    /// <summary>What may grow. The resolution grows only when <see cref="MaxSide"/> allows it.</summary>
    public ImmutableArray<ScalingKind> Moves { get; init; } = [.. Enum.GetValues<ScalingKind>()];

    /// <summary>What a network is worth.</summary>
    public ICapacityMeasure Capacity { get; init; } = new CompoundCapacity();

    /// <summary>
    /// The longest side of a larger input, in pixels. Null keeps the input: whether images hold more pixels is known to the
    /// user, not to the architecture.
    /// </summary>
    public int? MaxSide { get; init; }

    /// <summary>Pixels by which a resolution move enlarges each side.</summary>
    public int ResolutionStep { get; init; } = 16;

    /// <summary>Steps into which the latency up to the budget is cut.</summary>
    public int Steps { get; init; } = 32;

    /// <summary>Networks kept and grown at each step of latency.</summary>
    public int Beam { get; init; } = 2;
}
