using System.Collections.Immutable;

namespace ISyNet.Graph;

/// <summary>
/// How pixels become network input, per channel: (pixel / 255 - mean) / std. Mean and standard deviation are on the 0..1 scale.
/// </summary>
public sealed record Normalization(ImmutableArray<float> Mean, ImmutableArray<float> Std)
{
    /// <summary>The usual values of ImageNet, in the order red, green, blue.</summary>
    public static Normalization ImageNet { get; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>Number of channels.</summary>
    public int Channels => Mean.Length;

    /// <summary>Checks that both have one value per channel and that no standard deviation is zero.</summary>
    /// <exception cref="GraphException">They do not fit.</exception>
    public void Check(int channels)
    {
        if (Mean.Length != channels || Std.Length != channels)
            throw new GraphException($"the normalisation has {Mean.Length} means and {Std.Length} deviations for {channels} channels");
        if (Mean.Any(m => !float.IsFinite(m)) || Std.Any(s => !float.IsFinite(s) || s <= 0))
            throw new GraphException("the normalisation needs finite means and deviations above zero");
    }

    /// <summary>Equality by value.</summary>
    public bool Equals(Normalization? other) =>
        other is not null && Mean.AsSpan().SequenceEqual(other.Mean.AsSpan()) && Std.AsSpan().SequenceEqual(other.Std.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mean.Length, Mean.FirstOrDefault(), Std.FirstOrDefault());
}
