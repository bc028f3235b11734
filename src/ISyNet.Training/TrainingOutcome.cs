using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images.Judging;
using ISyNet.Training.Native;

namespace ISyNet.Training;

/// <summary>What every training leaves, whatever was trained.</summary>
/// <param name="Curve">One point per evaluation, and the last.</param>
/// <param name="Steps">Optimiser steps.</param>
/// <param name="Epochs">Passes over the training data.</param>
/// <param name="ImagesPerSecond">Mean training speed, evaluations excluded.</param>
/// <param name="Elapsed">Time spent, evaluations included.</param>
/// <param name="Arithmetic">What it was computed with.</param>
public record TrainingOutcome(
    ImmutableArray<TrainingPoint> Curve, long Steps, double Epochs, double ImagesPerSecond, TimeSpan Elapsed, TorchArithmetic Arithmetic)
{
    /// <summary>
    /// Whether the statistics of batch norms were measured on the training data for the final weights, because the training had too few steps, in all or
    /// an epoch, for running ones.
    /// </summary>
    public bool StatisticsMeasured { get; init; }
}

/// <summary>What the training of a classifier leaves.</summary>
public sealed record TrainingResult : TrainingOutcome
{
    internal TrainingResult(TrainingOutcome outcome, WeightSet weights, Normalization normalization, int heldOutImages) : base(outcome) =>
        (Weights, Normalization, HeldOutImages) = (weights, normalization, heldOutImages);

    /// <summary>The weights; their running average where the recipe keeps one.</summary>
    public WeightSet Weights { get; }

    /// <summary>How pixels must be normalised for them.</summary>
    public Normalization Normalization { get; }

    /// <summary>Number of held-out images.</summary>
    public int HeldOutImages { get; }

    /// <summary>Accuracy of the weights on the held-out images, 0 to 1; NaN when there were none.</summary>
    public double HoldoutAccuracy => Curve.IsEmpty ? double.NaN : Curve[^1].Evaluation;

    /// <summary>The same with its count; null when there were none.</summary>
    public Accuracy? HeldOut => double.IsNaN(HoldoutAccuracy) ? null : Accuracy.FromShare(HoldoutAccuracy, HeldOutImages);
}
