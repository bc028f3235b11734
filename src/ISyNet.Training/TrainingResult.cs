using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
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
    /// <summary>Accuracy of the weights on the held-out images, 0 to 1; NaN when there were none.</summary>
    public double HoldoutAccuracy => Curve.IsEmpty ? double.NaN : Curve[^1].HoldoutAccuracy;
}
