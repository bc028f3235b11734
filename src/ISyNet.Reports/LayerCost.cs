using ISyNet.Hardware;

namespace ISyNet.Reports;

/// <summary>
/// One (fused) layer on a device. The five times add up to the layer's latency: work that hides behind other work is not
/// counted again.
/// </summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Kind">Its kind, with what was fused into it: <c>conv+batch norm+relu</c>.</param>
/// <param name="OutputShape">Shape of one sample of its output: <c>64x28x28</c>.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates per image.</param>
/// <param name="Bound">What takes longest in it: <c>matrix</c>, <c>vector</c>, <c>cache</c>, <c>external</c>, <c>overhead</c>.</param>
/// <param name="Utilisation">Share of the matrix unit's peak that it reaches, between 0 and 1.</param>
public sealed record LayerCost(
    string Name, string Kind, string OutputShape, long Params, long Macs, string Bound, double Utilisation)
{
    /// <summary>Exposed time of the matrix unit, whole batch.</summary>
    public double MatrixMs { get; init; }

    /// <summary>Exposed time of the vector unit, whole batch.</summary>
    public double VectorMs { get; init; }

    /// <summary>Exposed time of transfers to and from the shared cache, whole batch.</summary>
    public double CacheMs { get; init; }

    /// <summary>Exposed time of transfers to and from the external memory, whole batch.</summary>
    public double ExternalMs { get; init; }

    /// <summary>Fixed cost of the operation.</summary>
    public double OverheadMs { get; init; }

    /// <summary>Bytes that pass through the shared cache, whole batch.</summary>
    public double CacheBytes { get; init; }

    /// <summary>Bytes that pass to and from the external memory, whole batch.</summary>
    public double ExternalBytes { get; init; }

    /// <summary>Latency of the layer for the whole batch: the sum of the five times.</summary>
    public double LatencyMs => MatrixMs + VectorMs + CacheMs + ExternalMs + OverheadMs;

    /// <summary>What a latency model says of one operation.</summary>
    public static LayerCost Of(OperationLatency latency)
    {
        ArgumentNullException.ThrowIfNull(latency);
        var operation = latency.Operation;
        return new LayerCost(
            operation.Name, operation.Kind, operation.Output.ToString(), operation.Params, operation.Macs, BoundName(latency.Bound), latency.Utilisation)
        {
            MatrixMs = latency.MatrixMs,
            VectorMs = latency.VectorMs,
            CacheMs = latency.CacheMs,
            ExternalMs = latency.ExternalMs,
            OverheadMs = latency.OverheadMs,
            CacheBytes = latency.CacheBytes,
            ExternalBytes = latency.ExternalBytes,
        };
    }

    private static string BoundName(Bound bound) => bound switch
    {
        Hardware.Bound.Matrix => "matrix",
        Hardware.Bound.Vector => "vector",
        Hardware.Bound.Cache => "cache",
        Hardware.Bound.External => "external",
        _ => "overhead",
    };
}
