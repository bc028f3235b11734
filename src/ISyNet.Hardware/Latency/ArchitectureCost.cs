namespace ISyNet.Hardware;

/// <summary>What an architecture, or a part of it, costs on a device at a batch.</summary>
/// <param name="LatencyMs">Milliseconds for the whole batch.</param>
/// <param name="Mem">The times behind MEM, per image.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates per image.</param>
public readonly record struct ArchitectureCost(double LatencyMs, MemTimes Mem, long Params, long Macs)
{
    /// <summary>Adds the cost of another part.</summary>
    public ArchitectureCost Add(ArchitectureCost other) => new(
        LatencyMs + other.LatencyMs, Mem + other.Mem, Params + other.Params, Macs + other.Macs);

    /// <summary>Adds the costs of two parts.</summary>
    public static ArchitectureCost operator +(ArchitectureCost left, ArchitectureCost right) => left.Add(right);
}
