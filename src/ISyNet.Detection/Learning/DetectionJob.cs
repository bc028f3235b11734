using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training;

namespace ISyNet.Detection.Learning;

/// <summary>One detection training, ready to run: the same job gives the same weights wherever it runs.</summary>
/// <param name="Design">What is trained.</param>
/// <param name="Pictures">What it learns from.</param>
/// <param name="Recipe">How.</param>
/// <param name="Budget">How long.</param>
/// <param name="Seed">Decides weights, order and augmentation.</param>
public sealed record DetectionJob(DetectorDesign Design, ITrainingPictures Pictures, DetectionRecipe Recipe, TrainingBudget Budget, ulong Seed)
{
    /// <summary>Judges the detector after each epoch on pictures that it never learns from, 0 to 1; nobody does when null.</summary>
    public Func<Detector, CancellationToken, double>? Judge { get; init; }

    /// <summary>Epochs between two judgements.</summary>
    public double JudgeEvery { get; init; } = 1;

    /// <summary>Weights of the backbone; fresh ones when null.</summary>
    public WeightSet? BackboneWeights { get; init; }

    /// <summary>How pixels are normalised; measured on the pictures when null.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Where a stopped training leaves its state and goes on from; nothing is kept when null.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>How often a checkpoint is written while training goes on.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Threads inside one operation.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>How far a detection training is.</summary>
/// <param name="Spent">Spent fraction of the budget, 0 to 1.</param>
/// <param name="Epoch">Passes over the pictures so far.</param>
/// <param name="Loss">Mean loss of the last steps.</param>
/// <param name="PicturesPerSecond">Training speed.</param>
/// <param name="Left">Time to go, estimated.</param>
/// <param name="Judgement">The last judgement on held-out pictures, 0 to 1; NaN before the first.</param>
public sealed record DetectionProgress(double Spent, double Epoch, double Loss, double PicturesPerSecond, TimeSpan Left, double Judgement);

/// <summary>One point of a detection training's curves.</summary>
/// <param name="Epoch">Passes over the pictures so far.</param>
/// <param name="Loss">Mean training loss since the last point.</param>
/// <param name="Judgement">mAP on the held-out pictures, 0 to 1; NaN when there are none.</param>
/// <param name="Seconds">Time spent so far.</param>
public sealed record DetectionPoint(double Epoch, double Loss, double Judgement, double Seconds);
