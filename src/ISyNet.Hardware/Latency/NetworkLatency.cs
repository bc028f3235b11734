using System.Collections.Immutable;

namespace ISyNet.Hardware;

/// <summary>The predicted latency of one batch of a network.</summary>
/// <param name="Fused">The network as the device runs it.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="LaunchMs">Milliseconds to launch the network, once per batch.</param>
/// <param name="Operations">The split, in the order in which they run.</param>
public sealed record NetworkLatency(FusedNetwork Fused, int Batch, double LaunchMs, ImmutableArray<OperationLatency> Operations)
{
    /// <summary>Milliseconds for the whole batch: the launch and the sum of the operations.</summary>
    public double LatencyMs => LaunchMs + Operations.Sum(o => o.LatencyMs);

    /// <summary>Milliseconds per image.</summary>
    public double LatencyMsPerImage => LatencyMs / Batch;

    /// <summary>The latency above which nine of ten networks outside of the calibration were measured; null without a calibration.</summary>
    public double? LowMs => Fused.Device.Provenance is { } fit ? LatencyMs * fit.BandLow : null;

    /// <summary>The latency below which nine of ten networks outside of the calibration were measured; null without a calibration.</summary>
    public double? HighMs => Fused.Device.Provenance is { } fit ? LatencyMs * fit.BandHigh : null;

    /// <summary>Achieved part of the peak matrix rate: multiply-accumulates / latency / peak, 0 to 1. What MEM stands in for.</summary>
    public double MatrixUtilisation => Fused.Network.TotalMacs * (double)Batch / (LatencyMs * 1e-3) / Fused.Device.PeakMacsPerSecond;
}

/// <summary>What takes the largest part of an operation's time.</summary>
public enum Bound
{
    /// <summary>The matrix unit.</summary>
    Matrix,

    /// <summary>The vector unit.</summary>
    Vector,

    /// <summary>The rate of the shared cache.</summary>
    Cache,

    /// <summary>The rate of the external memory.</summary>
    External,

    /// <summary>The launch of the operation.</summary>
    Overhead,
}

/// <summary>The predicted latency of one operation for a whole batch; the parts add up, time hidden behind other units left out.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="MatrixMs">Matrix unit.</param>
/// <param name="VectorMs">Vector unit.</param>
/// <param name="CacheMs">Transfers to and from the shared cache.</param>
/// <param name="ExternalMs">Transfers to and from the external memory.</param>
/// <param name="OverheadMs">Launch.</param>
/// <param name="CacheBytes">Bytes that pass through the cache.</param>
/// <param name="ExternalBytes">Bytes that pass to and from the external memory.</param>
/// <param name="Bound">The unit that takes longest, hidden time counted too.</param>
/// <param name="Utilisation">Multiply-accumulates / time / peak, 0 to 1.</param>
public sealed record OperationLatency(
    FusedOp Operation, int Batch, double MatrixMs, double VectorMs, double CacheMs, double ExternalMs, double OverheadMs,
    double CacheBytes, double ExternalBytes, Bound Bound, double Utilisation)
{
    /// <summary>An operation bound by the largest of its parts.</summary>
    public OperationLatency(
        FusedOp operation, int batch, double matrixMs, double vectorMs, double cacheMs, double externalMs, double overheadMs,
        double cacheBytes, double externalBytes, double utilisation)
        : this(operation, batch, matrixMs, vectorMs, cacheMs, externalMs, overheadMs, cacheBytes, externalBytes,
            Largest([matrixMs, vectorMs, cacheMs, externalMs, overheadMs]), utilisation)
    {
    }

    /// <summary>The sum of the parts, for the whole batch.</summary>
    public double LatencyMs => MatrixMs + VectorMs + CacheMs + ExternalMs + OverheadMs;

    private static Bound Largest(ReadOnlySpan<double> parts)
    {
        var largest = 0;
        for (var i = 1; i < parts.Length; i++)
            largest = parts[i] > parts[largest] ? i : largest;
        return (Bound)largest;
    }
}
