using System.Collections.Immutable;

namespace ISyNet.Hardware.Devices;

/// <summary>One constant of <see cref="DeviceConstants"/>: its name in the file, plausible range, and how to read and change it.</summary>
internal sealed record DeviceConstant(
    string Name, double Low, double High, Func<DeviceConstants, double> Get, Func<DeviceConstants, double, DeviceConstants> Set)
{
    /// <summary>Whether it is a share of which all is as plausible as any part: a fit may end at its upper limit.</summary>
    public bool MayEndAtLimit { get; init; }
}

/// <summary>All constants; what validation and calibration go through.</summary>
internal static class ConstantTable
{
    /// <summary>Every constant of <see cref="DeviceConstants"/> with its plausible range.</summary>
    public static ImmutableArray<DeviceConstant> All { get; } =
    [
        new("networkOverheadUs", 0, 1000, c => c.NetworkOverheadUs, (c, v) => c with { NetworkOverheadUs = v }),
        new("operationOverheadUs", 0, 100, c => c.OperationOverheadUs, (c, v) => c with { OperationOverheadUs = v }),
        new("startCycles", 0, 5000, c => c.StartCycles, (c, v) => c with { StartCycles = v }),
        new("tileLoadCycles", 0, 8, c => c.TileLoadCycles, (c, v) => c with { TileLoadCycles = v }),
        new("drainCycles", 0, 16, c => c.DrainCycles, (c, v) => c with { DrainCycles = v }),
        new("groupLoadCycles", 0, 16, c => c.GroupLoadCycles, (c, v) => c with { GroupLoadCycles = v }),
        new("reductionLanes", 1, 4096, c => c.ReductionLanes, (c, v) => c with { ReductionLanes = v }),
        new("windowLanes", 1, 4096, c => c.WindowLanes, (c, v) => c with { WindowLanes = v }),
        new("exposedFraction", 0, 1, c => c.ExposedFraction, (c, v) => c with { ExposedFraction = v }) { MayEndAtLimit = true },
        new("stagingShare", 0.1, 1, c => c.StagingShare, (c, v) => c with { StagingShare = v }) { MayEndAtLimit = true },
        new("cacheShare", 0, 1, c => c.CacheShare, (c, v) => c with { CacheShare = v }) { MayEndAtLimit = true },
        new("cacheEfficiency", 0.1, 1, c => c.CacheEfficiency, (c, v) => c with { CacheEfficiency = v }),
        new("externalEfficiency", 0.2, 1, c => c.ExternalEfficiency, (c, v) => c with { ExternalEfficiency = v }),
        new("inputMoveFactor", 0, 10, c => c.InputMoveFactor, (c, v) => c with { InputMoveFactor = v }),
        new("unalignedMoveFactor", 0.5, 100, c => c.UnalignedMoveFactor, (c, v) => c with { UnalignedMoveFactor = v }),
        new("matrixEfficiency", 0.02, 1, c => c.MatrixEfficiency, (c, v) => c with { MatrixEfficiency = v }),
        new("broadcastLanes", 0, 4096, c => c.BroadcastLanes, (c, v) => c with { BroadcastLanes = v }),
        new("depthwiseLanes", 0, 4096, c => c.DepthwiseLanes, (c, v) => c with { DepthwiseLanes = v }),
        new("functionFactor", 0.1, 64, c => c.FunctionFactor, (c, v) => c with { FunctionFactor = v }),
        new("externalExposed", 0, 1, c => c.ExternalExposed, (c, v) => c with { ExternalExposed = v }) { MayEndAtLimit = true },
        new("splitFactor", 0.5, 100, c => c.SplitFactor, (c, v) => c with { SplitFactor = v }),
        new("unalignedSplitFactor", 0, 100, c => c.UnalignedSplitFactor, (c, v) => c with { UnalignedSplitFactor = v }),
        new("transposeFactor", 0, 100, c => c.TransposeFactor, (c, v) => c with { TransposeFactor = v }),
        new("resizeFactor", 0.5, 100, c => c.ResizeFactor, (c, v) => c with { ResizeFactor = v }),
        new("narrowGroupLanes", 1, 4096, c => c.NarrowGroupLanes, (c, v) => c with { NarrowGroupLanes = v }),
        new("narrowGroupUs", 0, 1000, c => c.NarrowGroupUs, (c, v) => c with { NarrowGroupUs = v }),
    ];
}
