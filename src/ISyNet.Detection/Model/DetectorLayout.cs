using System.Collections.Immutable;

namespace ISyNet.Detection.Model;

/// <summary>The layout of a detector after its backbone: the features that it uses, and the width and depth of pyramid and heads.</summary>
public sealed record DetectorLayout
{
    /// <summary>Strides of the features for detection, ascending; each is twice the previous one.</summary>
    public ImmutableArray<int> Strides { get; init; } = [8, 16, 32];

    /// <summary>Channels of the pyramid and of the heads. Multiples of 16 fill the matrix unit.</summary>
    public int Channels { get; init; } = 64;

    /// <summary>3x3 convolutions before the prediction, in each of the two branches of a head.</summary>
    public int TowerDepth { get; init; } = 1;

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ISyNetException">One is out of range; the message names it.</exception>
    public void Check()
    {
        if (Strides.IsDefaultOrEmpty || Strides[0] < 1 || Strides.Skip(1).Where((stride, i) => stride != 2 * Strides[i]).Any())
            throw new DetectionException($"a detector's strides are ascending and double each time, such as 8,16,32, not {string.Join(',', Strides.IsDefault ? [] : Strides)}");
        if (Channels is < 1 or > 4096)
            throw new DetectionException($"a detector has 1 to 4096 channels, not {Channels}");
        if (TowerDepth is < 0 or > 16)
            throw new DetectionException($"a head has 0 to 16 convolutions before its prediction, not {TowerDepth}");
    }

    /// <summary>Equality by value.</summary>
    public bool Equals(DetectorLayout? other) => other is not null && Channels == other.Channels && TowerDepth == other.TowerDepth
        && Strides.AsSpan().SequenceEqual(other.Strides.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Channels, TowerDepth, Strides.Length);
}
