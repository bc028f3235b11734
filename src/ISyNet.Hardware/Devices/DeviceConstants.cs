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
    double MatrixEfficiency = 1);
