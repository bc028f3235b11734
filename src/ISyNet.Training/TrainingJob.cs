using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Training;

/// <summary>One training, ready to run: the same job gives the same weights wherever and beside whatever it runs.</summary>
/// <param name="Network">The network; its output must have one logit per class.</param>
/// <param name="Training">The images to learn from.</param>
/// <param name="Recipe">How to learn.</param>
/// <param name="Budget">How long.</param>
/// <param name="Seed">Decides weights, order, augmentation and dropout.</param>
public sealed record TrainingJob(Network Network, ImageSet Training, TrainingRecipe Recipe, TrainingBudget Budget, ulong Seed)
{
    /// <summary>Images to judge on after each epoch, never learnt from; none when null.</summary>
    public ImageSet? Holdout { get; init; }

    /// <summary>Weights to start from; fresh ones when null.</summary>
    public WeightSet? InitialWeights { get; init; }

    /// <summary>How pixels are normalised; measured on the training images when null.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>The network that learns beside <see cref="Network"/> and teaches it, of the same input and classes; none when null.</summary>
    public Network? Partner { get; init; }

    /// <summary>Weights that the partner starts from; fresh ones when null.</summary>
    public WeightSet? PartnerWeights { get; init; }

    /// <summary>Learning rates by place, as factors of the recipe's, the last that fits a layer; a factor of 0 freezes layers, their batch norms included.</summary>
    public ImmutableArray<LayerRate> Rates { get; init; } = [];

    /// <summary>Where a stopped training leaves its state and goes on from; nothing is kept when null.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>How often a checkpoint is written while training goes on.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often progress is told at most; after every step when zero.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>By which time passes: for the budget, the intervals and the speeds that are told.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Threads, each of which learns an equal part of every batch; batch norm then takes its statistics over a part, so another number gives other
    /// weights. 1 unless the machine does nothing else.
    /// </summary>
    public int Threads { get; init; } = 1;
}

/// <summary>How far a training is.</summary>
/// <param name="Spent">Spent fraction of the budget, 0 to 1.</param>
/// <param name="Epoch">Passes over the training images so far.</param>
/// <param name="Loss">Mean loss of the last steps.</param>
/// <param name="LearningRate">Learning rate of the last step.</param>
/// <param name="ImagesPerSecond">Training speed since the start or resumption.</param>
/// <param name="Left">Time to go, estimated.</param>
/// <param name="HoldoutAccuracy">Last accuracy on the held-out images, 0 to 1; NaN before the first.</param>
public sealed record TrainingProgress(
    double Spent, double Epoch, double Loss, double LearningRate, double ImagesPerSecond, TimeSpan Left, double HoldoutAccuracy)
{
    /// <summary>Optimiser steps so far.</summary>
    public long Step { get; init; }
}

/// <summary>One point of the training curves, taken at the end of an epoch and of the run.</summary>
/// <param name="Epoch">Passes over the training images so far.</param>
/// <param name="Loss">Mean training loss since the last point.</param>
/// <param name="TrainingAccuracy">Accuracy on the augmented training images since the last point, 0 to 1.</param>
/// <param name="HoldoutAccuracy">Accuracy on the held-out images, 0 to 1; NaN when there are none.</param>
/// <param name="LearningRate">Learning rate at the point.</param>
/// <param name="Seconds">Time spent so far.</param>
public sealed record EpochPoint(
    double Epoch, double Loss, double TrainingAccuracy, double HoldoutAccuracy, double LearningRate, double Seconds);
