using System.Collections.Immutable;

namespace ISyNet.Reports;

/// <summary>How one network learned.</summary>
/// <param name="Network">Name for people.</param>
/// <param name="Epochs">One point per epoch, in order.</param>
public sealed record TrainingCurve(string Network, ImmutableArray<EpochPoint> Epochs)
{
    /// <summary>Images behind each held-out accuracy; 0 where that is not known.</summary>
    public int HeldOutImages { get; init; }
}

/// <summary>The state after one epoch.</summary>
/// <param name="Epoch">Epochs done, from 1.</param>
/// <param name="ElapsedSeconds">Wall time since the training began.</param>
/// <param name="TrainLoss">Mean loss of the epoch.</param>
/// <param name="HeldOutAccuracy">Accuracy on held-out training images, between 0 and 1; null where it was not measured.</param>
public sealed record EpochPoint(int Epoch, double ElapsedSeconds, double TrainLoss, double? HeldOutAccuracy);
