using System.Collections.Immutable;

namespace ISyNet.Onnx.Signatures;

/// <summary>What a graph does with a picture before anything else: what that tells of the pictures that it wants.</summary>
/// <param name="Layout">The order of the dimensions, where the first operations tell it.</param>
/// <param name="Channels">The channels, where the first convolution tells them.</param>
/// <param name="Factor">What the graph multiplies values by, one number or one a channel.</param>
/// <param name="Addend">What it then adds.</param>
public sealed record PictureStart(PictureLayout? Layout, int? Channels, ImmutableArray<double> Factor, ImmutableArray<double> Addend)
{
    /// <summary>Whether the graph scales or shifts the values at all.</summary>
    public bool Normalizes => Factor.Any(factor => factor != 1) || Addend.Any(addend => addend != 0);

    /// <summary>The values that become 0, one number or one a channel: the mean of the pictures that the graph wants, in their own scale.</summary>
    public ImmutableArray<double> Mean => [.. Enumerable.Range(0, Math.Max(Factor.Length, Addend.Length)).Select(c => -Addend[Math.Min(c, Addend.Length - 1)] / Factor[Math.Min(c, Factor.Length - 1)])];
}
