namespace ISyNet.Training.Recipes;

/// <summary>What convolutions multiply while a network learns. Weights, gradients, statistics, optimiser and evaluation are float32 always.</summary>
public enum Arithmetic
{
    /// <summary>32-bit floats.</summary>
    Float32,

    /// <summary>bfloat16 (8 bits of mantissa, the exponent of float32), summed in float32; several times slower on a processor without it.</summary>
    Bfloat16,

    /// <summary><see cref="Bfloat16"/> where the processor multiplies it, <see cref="Float32"/> elsewhere.</summary>
    Auto,
}
