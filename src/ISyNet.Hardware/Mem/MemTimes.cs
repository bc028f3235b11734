namespace ISyNet.Hardware.Mem;

/// <summary>
/// The ideal times behind MEM, per image, each at the device's own peak rate. Times add up over operations, stages and
/// networks, and so MEM is defined for each of them. Docs/mem.md explains it from first principles. The paper's own formula is
/// not public; this definition is ours, from the ingredients that it names.
/// </summary>
/// <param name="MatrixMs">T_m: multiply-accumulates / peak matrix rate.</param>
/// <param name="VectorMs">T_v: vector operations, fused or not / vector rate.</param>
/// <param name="DataMs">T_d: bytes of the inputs and outputs of the fused operations / external memory rate.</param>
/// <param name="WeightMs">T_w: weight bytes / batch / external memory rate.</param>
public readonly record struct MemTimes(double MatrixMs, double VectorMs, double DataMs, double WeightMs)
{
    /// <summary>The sum of the four times.</summary>
    public double TotalMs => MatrixMs + VectorMs + DataMs + WeightMs;

    /// <summary>MEM = T_m / (T_m + T_v + T_d + T_w), 0 to 1; 0 where there is no work.</summary>
    public double Mem => TotalMs > 0 ? MatrixMs / TotalMs : 0;

    /// <summary>Adds the times of two parts.</summary>
    public static MemTimes operator +(MemTimes left, MemTimes right) => left.Add(right);

    /// <summary>Adds the times of another part.</summary>
    public MemTimes Add(MemTimes other) => new(
        MatrixMs + other.MatrixMs, VectorMs + other.VectorMs, DataMs + other.DataMs, WeightMs + other.WeightMs);
}
