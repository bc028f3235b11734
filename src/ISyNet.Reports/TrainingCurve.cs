using System.Collections.Immutable;

namespace ISyNet.Reports;

/// <summary>The training curve of one network.</summary>
/// <param name="Network">Name for people.</param>
/// <param name="Epochs">One point per epoch, in order.</param>
public sealed record TrainingCurve(string Network, ImmutableArray<EpochPoint> Epochs)
{
    /// <summary>Number of images of each held-out accuracy; 0 if unknown.</summary>
    public int HeldOutImages { get; init; }
}

/// <summary>The state after one epoch.</summary>
/// <param name="Epoch">Epochs done, from 1.</param>
/// <param name="ElapsedSeconds">Wall time since the training began.</param>
/// <param name="TrainLoss">Mean loss of the epoch.</param>
/// <param name="HeldOutAccuracy">Accuracy on held-out training images, between 0 and 1; null if it was not measured.</param>
public sealed record EpochPoint(int Epoch, double ElapsedSeconds, double TrainLoss, double? HeldOutAccuracy);
