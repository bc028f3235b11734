using System.Collections.Immutable;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>A tensor as another framework's file names it.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Dims">Its dimensions.</param>
/// <param name="Values">Its values, row by row.</param>
public sealed record CheckpointTensor(string Name, ImmutableArray<int> Dims, float[] Values)
{
    /// <summary>The dimensions as text, such as 64x3x7x7.</summary>
    public string DimsText => Dims.IsEmpty ? "a number" : string.Join('x', Dims);
}
