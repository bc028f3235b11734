using ISyNet.Hardware.Mem;

namespace ISyNet.Hardware.Latency;

/// <summary>The total cost of a network or of a part of one. Searches compare these; <see cref="NetworkCost"/> has the split by operation.</summary>
/// <param name="Batch">Images per batch.</param>
/// <param name="LatencyMs">Milliseconds for the whole batch.</param>
/// <param name="MemTimes">The times from which MEM is computed, per image.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates per image.</param>
public readonly record struct NetworkTotals(int Batch, double LatencyMs, MemTimes MemTimes, long Params, long Macs)
{
    /// <summary>Milliseconds per image.</summary>
    public double LatencyMsPerImage => LatencyMs / Batch;

    /// <summary>MEM, 0 to 1.</summary>
    public double Mem => MemTimes.Mem;

    /// <summary>Adds the cost of another part at the same batch.</summary>
    public NetworkTotals Add(NetworkTotals other) => new(
        Math.Max(Batch, other.Batch), LatencyMs + other.LatencyMs, MemTimes + other.MemTimes, Params + other.Params, Macs + other.Macs);

    /// <summary>Adds the costs of two parts at the same batch.</summary>
    public static NetworkTotals operator +(NetworkTotals left, NetworkTotals right) => left.Add(right);
}
