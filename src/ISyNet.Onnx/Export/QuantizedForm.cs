using System.Collections.Immutable;

namespace ISyNet.Onnx.Export;

/// <summary>
/// The eight-bit form of a model, with QuantizeLinear and DequantizeLinear around its operators (QDQ): activations as unsigned bytes with one scale and
/// zero point for each tensor, weights as signed bytes with one scale for each output channel, biases and sums in 32 bits.
/// </summary>
/// <param name="Ranges">The range of each layer's output, by the name of the layer. A model without weights needs none.</param>
public sealed record QuantizedForm(ImmutableSortedDictionary<string, ValueRange> Ranges)
{
    /// <summary>The form of a model without weights, for measuring its time.</summary>
    public static QuantizedForm ShapesOnly { get; } = new(ImmutableSortedDictionary<string, ValueRange>.Empty);

    /// <summary>Bits of a weight that are safe on every processor.</summary>
    public const int SafeWeightBits = 7;

    /// <summary>
    /// Bits of a weight, 7 or 8. Processors without int8 dot-product instructions add two products in 16 bits: with 8 bits this sum can overflow, with 7 it cannot.
    /// </summary>
    public int WeightBits { get; init; } = SafeWeightBits;
}

/// <summary>The smallest and the largest value that a tensor takes.</summary>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
public readonly record struct ValueRange(float Least, float Most)
{
    /// <summary>The step between neighbouring bytes. Zero is always one of the values, since padding needs it.</summary>
    public float Scale => Math.Max(Math.Max(Most, 0) - Math.Min(Least, 0), float.Epsilon * (1 << 20)) / byte.MaxValue;

    /// <summary>The byte that means zero.</summary>
    public byte ZeroPoint => (byte)Math.Clamp(MathF.Round(-Math.Min(Least, 0) / Scale), byte.MinValue, byte.MaxValue);

    /// <summary>The range of this and another.</summary>
    public ValueRange With(ValueRange other) => new(Math.Min(Least, other.Least), Math.Max(Most, other.Most));
}
