using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images.Judging;
using ISyNet.Training.Native;

namespace ISyNet.Training;

/// <summary>What a training leaves.</summary>
/// <param name="Weights">The weights; their running average where the recipe keeps one.</param>
/// <param name="Normalization">How pixels must be normalised for them.</param>
/// <param name="Curve">One point per epoch, and the last.</param>
/// <param name="Steps">Optimiser steps.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="ImagesPerSecond">Mean training speed, evaluations excluded.</param>
/// <param name="Elapsed">Time spent, evaluations included.</param>
/// <param name="Arithmetic">What it was computed with.</param>
public sealed record TrainingResult(
    WeightSet Weights,
    Normalization Normalization,
    ImmutableArray<EpochPoint> Curve,
    long Steps,
    double Epochs,
    double ImagesPerSecond,
    TimeSpan Elapsed,
    TorchArithmetic Arithmetic)
{
    /// <summary>
    /// Whether the statistics of batch norms were measured on the training images for these weights, because the training had too few steps, in all or an
    /// epoch, for running ones.
    /// </summary>
    public bool StatisticsMeasured { get; init; }

    /// <summary>Number of held-out images.</summary>
    public int HeldOutImages { get; init; }

    /// <summary>Accuracy of the weights on the held-out images, 0 to 1; NaN when there were none.</summary>
    public double HoldoutAccuracy => Curve.IsEmpty ? double.NaN : Curve[^1].HoldoutAccuracy;

    /// <summary>The same with its count; null when there were none.</summary>
    public Accuracy? HeldOut => double.IsNaN(HoldoutAccuracy) ? null : Accuracy.OfShare(HoldoutAccuracy, HeldOutImages);
}
