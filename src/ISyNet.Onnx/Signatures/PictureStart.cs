using System.Collections.Immutable;

namespace ISyNet.Onnx.Signatures;

/// <summary>What the first operations of a graph tell about the pictures that it expects.</summary>
/// <param name="Layout">The order of the dimensions, if known.</param>
/// <param name="Channels">The channels, if the first convolution determines them.</param>
/// <param name="Factor">The factor of the pixels: one number, or one per channel.</param>
/// <param name="Addend">The addend after the factor.</param>
public sealed record PictureStart(PictureLayout? Layout, int? Channels, ImmutableArray<double> Factor, ImmutableArray<double> Addend)
{
    /// <summary>Whether the graph scales or shifts the pixels.</summary>
    public bool Normalizes => Factor.Any(factor => factor != 1) || Addend.Any(addend => addend != 0);

    /// <summary>The pixel values that become 0, one number or one per channel: the mean of the expected pictures.</summary>
    public ImmutableArray<double> Mean => [.. Enumerable.Range(0, Math.Max(Factor.Length, Addend.Length)).Select(c => -Addend[Math.Min(c, Addend.Length - 1)] / Factor[Math.Min(c, Factor.Length - 1)])];
}
