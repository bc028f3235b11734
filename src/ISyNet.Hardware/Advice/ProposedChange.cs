using ISyNet.Hardware.Latency;

namespace ISyNet.Hardware.Advice;

/// <summary>A change of a network, or of how it is run, with the predicted costs before and after.</summary>
/// <param name="What">The change in words.</param>
/// <param name="Kind">What is changed.</param>
/// <param name="Before">The network as it is.</param>
/// <param name="After">The network when it is changed.</param>
public sealed record ProposedChange(string What, ChangeKind Kind, NetworkTotals Before, NetworkTotals After)
{
    /// <summary>Milliseconds per image that the change saves; negative where it costs time.</summary>
    public double SavedMsPerImage => Before.LatencyMsPerImage - After.LatencyMsPerImage;

    /// <summary>The same as a part of the latency per image, at most 1.</summary>
    public double SavedShare => Before.LatencyMsPerImage > 0 ? SavedMsPerImage / Before.LatencyMsPerImage : 0;
}

/// <summary>What a <see cref="ProposedChange"/> changes.</summary>
public enum ChangeKind
{
    /// <summary>Channels of feature maps.</summary>
    Channels,

    /// <summary>Groups of convolutions, depthwise ones included.</summary>
    Groups,

    /// <summary>Activation functions.</summary>
    Activations,

    /// <summary>Products with one value per channel: squeeze-and-excitation.</summary>
    Gates,

    /// <summary>Images per batch.</summary>
    Batch,

    /// <summary>The number format.</summary>
    Precision,
}
