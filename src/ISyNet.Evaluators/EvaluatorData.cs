using ISyNet.Images;
using ISyNet.Search.Spaces;

namespace ISyNet.Evaluators;

/// <summary>The data and settings of an evaluator.</summary>
/// <param name="Space">The space of the candidates, with the shape and classes of the images.</param>
/// <param name="Training">The training images. A short training uses a subset, other evaluators use all.</param>
/// <param name="Holdout">Held-out training images for evaluation. Never test images.</param>
/// <param name="Seed">Determines subsets, batches and the supernet.</param>
public sealed record EvaluatorData(SearchSpace Space, ImageSet Training, ImageSet Holdout, ulong Seed)
{
    /// <summary>The largest number of training images of a short training.</summary>
    public int ShortTrainingImages { get; init; } = 6_000;

    /// <summary>Passes of a short training over its images.</summary>
    public double ShortTrainingEpochs { get; init; } = 2;

    /// <summary>The file of the supernet, during and after its training; null: it is not stored.</summary>
    public string? SupernetPath { get; init; }

    /// <summary>Passes over the training images in the training of the supernet.</summary>
    public double SupernetEpochs { get; init; } = 6;
}
