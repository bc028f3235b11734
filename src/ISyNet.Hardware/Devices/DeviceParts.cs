using System.Collections.Immutable;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Devices;

/// <summary>The vector unit of one core.</summary>
/// <param name="BytesPerCycle">Bytes of one operand per cycle.</param>
/// <param name="SmallestElementBytes">The narrowest element that it computes in; narrower ones take as many lanes.</param>
public sealed record VectorUnit(int BytesPerCycle, int SmallestElementBytes);

/// <summary>Buffers (bytes per core) and the paths between them (bytes per cycle per core).</summary>
/// <param name="LeftBytes">Holds tiles of the streamed operand (Ascend's L0A).</param>
/// <param name="RightBytes">Holds tiles of the weights (L0B).</param>
/// <param name="AccumulatorBytes">Holds tiles of the sums (L0C).</param>
/// <param name="StagingBytes">Holds operands between the cache and the matrix unit (L1).</param>
/// <param name="VectorBytes">Holds operands of the vector unit (UB).</param>
/// <param name="StagingToLeft">Path L1 to L0A.</param>
/// <param name="StagingToRight">Path L1 to L0B.</param>
/// <param name="StagingToVector">Path L1 to UB.</param>
/// <param name="AccumulatorToVector">Path L0C to UB.</param>
/// <param name="VectorToStaging">Path UB to L1.</param>
public sealed record CoreMemory(
    long LeftBytes, long RightBytes, long AccumulatorBytes, long StagingBytes, long VectorBytes,
    double StagingToLeft, double StagingToRight, double StagingToVector, double AccumulatorToVector, double VectorToStaging);

/// <summary>The on-chip memory that all cores share (Ascend's L2, a TPU's unified buffer).</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="CapacityBytes">Its size.</param>
/// <param name="ReadBytesPerCycle">Per core and cycle.</param>
/// <param name="WriteBytesPerCycle">Per core and cycle.</param>
public sealed record SharedCache(string Name, long CapacityBytes, double ReadBytesPerCycle, double WriteBytesPerCycle);

/// <summary>The memory outside the chip.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="ReadGBps">10^9 bytes per second of the whole device.</param>
/// <param name="WriteGBps">10^9 bytes per second of the whole device.</param>
public sealed record ExternalMemory(string Name, double ReadGBps, double WriteGBps);

/// <summary>Which layers the device's compiler runs as one operation, and which it removes.</summary>
/// <param name="Activations">Functions that run with the convolution or matrix product before them; batch norm always does.</param>
/// <param name="Residual">Whether an addition or product with another tensor of the same shape runs with it too.</param>
/// <param name="MaxChain">The largest number of layers in one operation.</param>
/// <param name="FreeConcat">Whether a concat of whole blocks of channels costs nothing when its inputs are written for it alone.</param>
/// <param name="DepthwiseOnVector">
/// Whether depthwise convolutions are passes of the vector unit, one per element of the kernel, as on a processor; else their
/// groups are merged into blocks for the matrix unit.
/// </param>
/// <param name="KeepsDepthwiseInput">Whether what a convolution writes for a depthwise convolution alone stays in the core: it never goes to external memory.</param>
/// <param name="LeastGroupWidth">
/// A grouped convolution whose groups have fewer channels than this, or a number that is no power of two, does not run on the matrix unit; 0 where all do.
/// </param>
public sealed record FusionRules(
    ImmutableArray<ActivationKind> Activations, bool Residual, int MaxChain, bool FreeConcat, bool DepthwiseOnVector = false,
    bool KeepsDepthwiseInput = false, int LeastGroupWidth = 0);
