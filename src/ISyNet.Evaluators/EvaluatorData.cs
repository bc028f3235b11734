using ISyNet.Images;
using ISyNet.Search.Spaces;
using ISyNet.Training;

namespace ISyNet.Evaluators;

/// <summary>What an evaluator is made from.</summary>
/// <param name="Space">The space of the candidates, of the images' shape and classes.</param>
/// <param name="Training">Images to learn from; the larger evaluators take all, the short training a subset.</param>
/// <param name="Holdout">Held-out training images to evaluate on. Never test images.</param>
/// <param name="Seed">Decides subsets, batches and the supernet.</param>
public sealed record EvaluatorData(SearchSpace Space, ImageSet Training, ImageSet Holdout, ulong Seed)
{
    /// <summary>What trainings compute on; with <see cref="Accelerator.Auto"/>, trainings beside each other use all proven CUDA devices, one each.</summary>
    public Accelerator Accelerator { get; init; } = Accelerator.Auto;

    /// <summary>The largest number of training images of a short training.</summary>
    public int ShortTrainingImages { get; init; } = 6_000;

    /// <summary>Passes of a short training over its images.</summary>
    public double ShortTrainingEpochs { get; init; } = 2;

    /// <summary>The file of the supernet, during and after its training; null: it is not stored.</summary>
    public string? SupernetPath { get; init; }

    /// <summary>The folder of the checkpoints of short trainings, so that another process can continue one; null: none are written.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Passes over the training images in the training of the supernet.</summary>
    public double SupernetEpochs { get; init; } = 6;
}
