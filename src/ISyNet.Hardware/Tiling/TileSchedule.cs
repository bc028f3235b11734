using System.Collections.Immutable;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Tiling;

/// <summary>A network on a device, operation by operation and tile by tile, with the time of everything.</summary>
/// <param name="Cost">The latency, split by operation and unit.</param>
/// <param name="Operations">When each operation runs and how it is tiled, in order.</param>
public sealed record TileSchedule(NetworkCost Cost, ImmutableArray<ScheduledOperation> Operations);

/// <summary>One operation of a <see cref="TileSchedule"/>; times in milliseconds from the start of the network.</summary>
public sealed record ScheduledOperation
{
    /// <summary>The operation.</summary>
    public required LoweredOperation Operation { get; init; }

    /// <summary>The tiling of its matrix product; null when it has none.</summary>
    public MatrixTiling? Tiling { get; init; }

    /// <summary>The items that a core works through, one after another, and what each costs.</summary>
    public required ItemTimes Times { get; init; }

    /// <summary>What each core has to do, as a share of the items of the first core; 0 for a core that idles.</summary>
    public required ImmutableArray<double> CoreLoads { get; init; }

    /// <summary>When its first load starts, its launch done.</summary>
    public required double StartMs { get; init; }

    /// <summary>When its last result is stored.</summary>
    public required double EndMs { get; init; }

    /// <summary>When its weights start to come from external memory: during earlier operations, if the cache has room.</summary>
    public required double WeightsStartMs { get; init; }

    /// <summary>When its weights have come.</summary>
    public required double WeightsEndMs { get; init; }

    /// <summary>When its last activation has passed to or from external memory.</summary>
    public required double ExternalEndMs { get; init; }

    /// <summary>An operation that the device leaves out, at some moment.</summary>
    internal static ScheduledOperation Free(LoweredOperation operation, double nowMs) => new()
    {
        Operation = operation,
        Times = default,
        CoreLoads = [],
        StartMs = nowMs,
        EndMs = nowMs,
        WeightsStartMs = nowMs,
        WeightsEndMs = nowMs,
        ExternalEndMs = nowMs,
    };
}
