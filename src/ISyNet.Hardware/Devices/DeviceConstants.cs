namespace ISyNet.Hardware;

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
/// <param name="ExposedFraction">The part of the work of the units of a core that is not hidden behind the slowest of them.</param>
/// <param name="StagingShare">The part of the staging buffer that holds one operand (one half: double buffering).</param>
/// <param name="CacheShare">The part of the cache that keeps activations between operations.</param>
/// <param name="CacheEfficiency">The part of the cache's rate that is reached.</param>
/// <param name="ExternalEfficiency">The part of the external rate that is reached.</param>
/// <param name="InputMoveFactor">How many times dearer than a copy it is to bring an image into the device's layout.</param>
/// <param name="UnalignedMoveFactor">How many times dearer than a copy a data move is when channels are not aligned.</param>
/// <param name="MatrixEfficiency">The part of its peak that the matrix unit reaches in a product; below 1 for units without a matrix engine of their own.</param>
/// <param name="BroadcastLanes">Elements per cycle where each channel has an operand of its own: PReLU, a batch norm by itself, a scale per channel; 0 for <paramref name="ReductionLanes"/>.</param>
/// <param name="DepthwiseLanes">Elements per cycle and element of the kernel of a depthwise convolution on the vector unit; 0 for <paramref name="WindowLanes"/>.</param>
/// <param name="FunctionFactor">How many times longer than another instruction one of an exponential, logarithm, root or division takes.</param>
/// <param name="ExternalExposed">The part of the transfers to external memory that is not hidden behind the core's work, or the other way round.</param>
/// <param name="SplitFactor">How many times dearer than a copy it is to split or slice whole blocks of channels.</param>
/// <param name="UnalignedSplitFactor">The same where a part begins or ends within a block; 0 for <paramref name="UnalignedMoveFactor"/>.</param>
/// <param name="TransposeFactor">How many times dearer than a copy a transpose is; 0 for the factors of any other move.</param>
/// <param name="ResizeFactor">How many times dearer than a copy a change of resolution is.</param>
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
    /// <summary>How many times dearer than a copy the move of an operation is.</summary>
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
