namespace ISyNet.Reports;

/// <summary>
/// One (fused) layer on a device. The four times add up to the layer's latency: work that hides behind other work is not
/// counted again.
/// </summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Kind">Its kind, with what was fused into it: <c>conv 3x3 + relu</c>.</param>
/// <param name="OutputShape">Shape of one sample of its output: <c>64x28x28</c>.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates per image.</param>
/// <param name="TrafficBytes">Bytes moved between the memory and the device for the whole batch.</param>
/// <param name="MatrixMs">Exposed time of the matrix unit, whole batch.</param>
/// <param name="VectorMs">Exposed time of the vector unit, whole batch.</param>
/// <param name="TransferMs">Exposed time of data transfer, whole batch.</param>
/// <param name="OverheadMs">Fixed cost of the operation.</param>
/// <param name="Bound">What limits it: <c>matrix</c>, <c>vector</c>, <c>memory</c>, <c>overhead</c>.</param>
/// <param name="Utilisation">Share of the matrix unit's peak that it reaches, between 0 and 1.</param>
public sealed record LayerCost(
    string Name, string Kind, string OutputShape, long Params, long Macs, double TrafficBytes,
    double MatrixMs, double VectorMs, double TransferMs, double OverheadMs, string Bound, double Utilisation)
{
    /// <summary>Latency of the layer for the whole batch.</summary>
    public double LatencyMs => MatrixMs + VectorMs + TransferMs + OverheadMs;
}
