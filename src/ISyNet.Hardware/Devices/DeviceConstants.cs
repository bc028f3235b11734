using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Devices;

/// <summary>
/// The constants of a device that no data sheet gives; each has a meaning and a plausible range
/// (<see cref="ConstantTable"/>), and is either assumed or fitted to measurements.
/// </summary>
/// <param name="NetworkOverheadUs">Microseconds to launch a network.</param>
/// <param name="OperationOverheadUs">Microseconds to launch an operation.</param>
/// <param name="StartCycles">Cycles to fill and empty the pipeline, for every image and every block of merged groups.</param>
/// <param name="TileLoadCycles">Cycles to bring one tile of the streamed operand to the matrix unit.</param>
/// <param name="GroupLoadCycles">The same in a grouped convolution, where it is not hidden behind the products: groups are too small to load ahead.</param>
/// <param name="DrainCycles">Cycles to bring one tile of sums to the vector unit.</param>
/// <param name="ReductionLanes">Elements per cycle of reductions and of broadcasts over channels.</param>
/// <param name="WindowLanes">Elements per cycle of pooling windows.</param>
/// <param name="ExposedFraction">The part of the faster units' time that is not hidden behind the slowest unit of a core.</param>
/// <param name="StagingShare">The part of the staging buffer that holds one operand (one half: double buffering).</param>
/// <param name="CacheShare">The part of the cache that keeps activations between operations.</param>
/// <param name="CacheEfficiency">The part of the cache's rate that is reached.</param>
/// <param name="ExternalEfficiency">The part of the external rate that is reached.</param>
/// <param name="InputMoveFactor">How many times longer than a copy it takes to bring an image into the device's layout.</param>
/// <param name="UnalignedMoveFactor">How many times longer than a copy a data move takes when channels are not aligned.</param>
/// <param name="MatrixEfficiency">The part of its peak that the matrix unit reaches in a product; below 1 where vector units compute the products.</param>
/// <param name="BroadcastLanes">Elements per cycle where each channel has an operand of its own: PReLU, a batch norm without a convolution before it, a scale per channel; 0 for <paramref name="ReductionLanes"/>.</param>
/// <param name="DepthwiseLanes">Elements per cycle and element of the kernel of a depthwise convolution on the vector unit; 0 for <paramref name="WindowLanes"/>.</param>
/// <param name="FunctionFactor">How many times longer than another instruction one of an exponential, logarithm, root or division takes.</param>
/// <param name="ExternalExposed">The part of the transfers to external memory that is not hidden behind the core's work; if the transfers take longer, the part of the core's work that is not hidden behind them.</param>
/// <param name="SplitFactor">How many times longer than a copy a split or slice of whole blocks of channels takes.</param>
/// <param name="UnalignedSplitFactor">The same where a part begins or ends within a block; 0 for <paramref name="UnalignedMoveFactor"/>.</param>
/// <param name="TransposeFactor">How many times longer than a copy a transpose takes; 0: the factors of other moves hold.</param>
/// <param name="ResizeFactor">How many times longer than a copy a change of resolution takes.</param>
/// <param name="NarrowGroupLanes">Multiply-accumulates per cycle of a grouped convolution that the matrix unit does not take (<see cref="FusionRules.LeastGroupWidth"/>).</param>
/// <param name="NarrowGroupUs">Microseconds that such a convolution takes longer to start.</param>
public sealed record DeviceConstants(
    double NetworkOverheadUs,
    double OperationOverheadUs,
    double StartCycles,
    double TileLoadCycles,
    double GroupLoadCycles,
    double DrainCycles,
    double ReductionLanes,
    double WindowLanes,
    double ExposedFraction,
    double StagingShare,
    double CacheShare,
    double CacheEfficiency,
    double ExternalEfficiency,
    double InputMoveFactor,
    double UnalignedMoveFactor,
    double MatrixEfficiency = 1,
    double BroadcastLanes = 0,
    double DepthwiseLanes = 0,
    double FunctionFactor = 1,
    double ExternalExposed = 0,
    double SplitFactor = 1,
    double UnalignedSplitFactor = 0,
    double TransposeFactor = 0,
    double ResizeFactor = 1,
    double NarrowGroupLanes = 64,
    double NarrowGroupUs = 0)
{
    /// <summary>How many times longer than a copy the move of an operation takes.</summary>
    internal double MoveFactor(LoweredOperation operation) => operation.Move switch
    {
        MoveKind.Input => InputMoveFactor,
        MoveKind.Resize => ResizeFactor,
        MoveKind.Transpose when TransposeFactor > 0 => TransposeFactor,
        MoveKind.Split when operation.MovesAligned => SplitFactor,
        MoveKind.Split when UnalignedSplitFactor > 0 => UnalignedSplitFactor,
        _ => operation.MovesAligned ? 1 : UnalignedMoveFactor,
    };
}
