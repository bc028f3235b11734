namespace ISyNet.Hardware;

/// <summary>The time of one operation by unit, in milliseconds, with what is hidden left out.</summary>
internal readonly record struct Cost(
    double MatrixMs, double VectorMs, double CacheMs, double ExternalMs, double OverheadMs, Bound Bound, double CacheBytes = 0, double ExternalBytes = 0)
{
    public double TotalMs => MatrixMs + VectorMs + CacheMs + ExternalMs + OverheadMs;

    /// <summary>
    /// The units of a core work side by side: the slowest counts in full, of the others only the exposed fraction. External
    /// memory works beside all of them: only what it takes longer counts.
    /// </summary>
    public static Cost Overlapped(double matrix, double vector, double cache, double external, double overhead, double exposed)
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
        return new Cost(
            seenMatrix, seenVector, seenCache, Math.Max(0, external - core), overhead, overhead > Math.Max(core, external) ? Bound.Overhead : bound);
    }

    public OperationLatency ToLatency(FusedOp operation, int batch, Device device) => new(
        operation, batch, MatrixMs, VectorMs, CacheMs, ExternalMs, OverheadMs, CacheBytes, ExternalBytes, Bound,
        TotalMs > 0 ? operation.Macs * (double)batch / (TotalMs * 1e-3) / device.PeakMacsPerSecond : 0);
}
