using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Systolic;

/// <summary>What one layer costs on a systolic array whose memory never stalls it.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Product">The layer's matrix products.</param>
/// <param name="Folds">How often the array is filled anew.</param>
/// <param name="ComputeCycles">Number of the last cycle, counted from 0: one less than the cycles that pass.</param>
/// <param name="Utilisation">Multiply-accumulates / (elements * cycles), 0 to 1.</param>
/// <param name="MappingEfficiency">Elements that hold work, averaged over the folds, 0 to 1.</param>
public sealed record SystolicCost(
    string Name, MatrixProduct Product, long Folds, long ComputeCycles, double Utilisation, double MappingEfficiency);
