namespace ISyNet.Hardware;

/// <summary>The time of one operation by unit, in milliseconds, with what is hidden left out.</summary>
internal readonly record struct Cost(
    double MatrixMs, double VectorMs, double CacheMs, double ExternalMs, double OverheadMs, double CacheBytes = 0, double ExternalBytes = 0)
{
    public double TotalMs => MatrixMs + VectorMs + CacheMs + ExternalMs + OverheadMs;

    /// <summary>The units work side by side: the slowest counts in full, of the others only the exposed fraction.</summary>
    public static Cost Overlapped(double matrix, double vector, double cache, double external, CostConstants constants)
    {
        var exposed = constants.ExposedFraction;
        var hidden = new Cost(matrix * exposed, vector * exposed, cache * exposed, external * exposed, constants.OperationOverheadUs * 1e-3);
        var slowest = Math.Max(Math.Max(matrix, vector), Math.Max(cache, external));
        if (matrix >= slowest)
            return hidden with { MatrixMs = matrix };
        if (vector >= slowest)
            return hidden with { VectorMs = vector };
        return cache >= slowest ? hidden with { CacheMs = cache } : hidden with { ExternalMs = external };
    }

    public OperationLatency ToLatency(FusedOp operation, int batch, Device device) => new(
        operation, batch, MatrixMs, VectorMs, CacheMs, ExternalMs, OverheadMs, CacheBytes, ExternalBytes,
        TotalMs > 0 ? operation.Macs * (double)batch / (TotalMs * 1e-3) / device.PeakMacsPerSecond : 0);
}
