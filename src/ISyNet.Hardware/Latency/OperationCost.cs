using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Latency;

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

/// <summary>The predicted times of one operation for a whole batch. Time that is hidden behind other units is left out, so their sum is the latency.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="MatrixMs">Matrix unit.</param>
/// <param name="VectorMs">Vector unit.</param>
/// <param name="CacheMs">Transfers to and from the shared cache.</param>
/// <param name="ExternalMs">Transfers to and from the external memory.</param>
/// <param name="OverheadMs">Launch.</param>
/// <param name="Bound">The unit that takes longest, hidden time counted too.</param>
public readonly record struct OperationCost(
    LoweredOperation Operation, int Batch, double MatrixMs, double VectorMs, double CacheMs, double ExternalMs, double OverheadMs, Bound Bound)
{
    /// <summary>An operation bound by the largest of its parts.</summary>
    public OperationCost(
        LoweredOperation operation, int batch, double matrixMs, double vectorMs = 0, double cacheMs = 0, double externalMs = 0, double overheadMs = 0)
        : this(operation, batch, matrixMs, vectorMs, cacheMs, externalMs, overheadMs, Largest([matrixMs, vectorMs, cacheMs, externalMs, overheadMs]))
    {
    }

    /// <summary>Bytes that pass through the cache.</summary>
    public double CacheBytes { get; init; }

    /// <summary>Bytes that pass to and from the external memory.</summary>
    public double ExternalBytes { get; init; }

    /// <summary>The sum of the parts, for the whole batch.</summary>
    public double LatencyMs => MatrixMs + VectorMs + CacheMs + ExternalMs + OverheadMs;

    /// <summary>Multiply-accumulates / time / the device's peak, 0 to 1.</summary>
    public double Utilisation { get; init; }

    /// <summary>The same with its utilisation.</summary>
    internal OperationCost Against(double peakMacsPerSecond) => this with
    {
        Utilisation = LatencyMs > 0 ? Operation.Macs * (double)Batch / (LatencyMs * 1e-3) / peakMacsPerSecond : 0,
    };

    /// <summary>
    /// The units of a core work side by side: the slowest counts in full, of the others only the exposed fraction. External
    /// memory works beside all of them: of it and them the longer counts in full, of the shorter the fraction that shows.
    /// </summary>
    internal static OperationCost Overlapped(
        LoweredOperation operation, int batch, double matrix, double vector, double cache, double external, double overhead, double exposed, double externalExposed)
    {
        var slowest = Math.Max(Math.Max(matrix, vector), cache);
        var (seenMatrix, seenVector, seenCache) = (matrix * exposed, vector * exposed, cache * exposed);
        Bound bound;
        if (matrix >= slowest)
            (seenMatrix, bound) = (matrix, Bound.Matrix);
        else if (vector >= slowest)
            (seenVector, bound) = (vector, Bound.Vector);
        else
            (seenCache, bound) = (cache, Bound.Cache);
        var core = seenMatrix + seenVector + seenCache;
        if (external > core)
            bound = Bound.External;
        return new OperationCost(
            operation, batch, seenMatrix, seenVector, seenCache, Math.Max(0, external - core) + (externalExposed * Math.Min(external, core)), overhead,
            overhead > Math.Max(core, external) ? Bound.Overhead : bound);
    }

    private static Bound Largest(ReadOnlySpan<double> parts)
    {
        var largest = 0;
        for (var i = 1; i < parts.Length; i++)
            largest = parts[i] > parts[largest] ? i : largest;
        return (Bound)largest;
    }
}
