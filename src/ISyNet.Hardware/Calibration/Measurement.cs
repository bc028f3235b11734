using ISyNet.Graph;

namespace ISyNet.Hardware.Calibration;

/// <summary>One measured latency.</summary>
/// <param name="Network">Name of the network; its file is <c>NAME.onnx</c>.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="LatencyMs">Milliseconds for the whole batch.</param>
/// <param name="Grade">How direct the measurement is, A to C.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Precision">Number format that it was measured in; null if the file does not say.</param>
/// <param name="Line">Its line in the file; 0 if it does not come from a file.</param>
/// <param name="Input">Input of the network that was measured; null for that of its file.</param>
/// <param name="Family">Networks of one family are left out together; null if the network has no family.</param>
public sealed record Measurement(string Network, int Batch, double LatencyMs, string Grade, string Source, string? Family = null, string? Precision = null, int Line = 0, Shape? Input = null)
{
    /// <summary>How it was measured, in words; empty if the file does not say.</summary>
    public string Conditions { get; init; } = "";

    /// <summary>Milliseconds per image.</summary>
    public double LatencyMsPerImage => LatencyMs / Batch;
}
