using ISyNet.Images;
using ISyNet.Search.Spaces;

namespace ISyNet.Evaluators;

/// <summary>What an evaluator is made from.</summary>
/// <param name="Space">The space of the candidates, of the images' shape and classes.</param>
/// <param name="Training">Images to learn from; the larger evaluators take all, the short training a subset.</param>
/// <param name="Holdout">Held-out training images to evaluate on. Never test images.</param>
/// <param name="Seed">Decides subsets, batches and the supernet.</param>
public sealed record EvaluatorData(SearchSpace Space, ImageSet Training, ImageSet Holdout, ulong Seed)
{
    /// <summary>Images that a short training learns from, at most.</summary>
    public int ShortTrainingImages { get; init; } = 6_000;

    /// <summary>Passes of a short training over those images.</summary>
    public double ShortTrainingEpochs { get; init; } = 2;

    /// <summary>Where the supernet is kept while and after it is trained; nowhere when null.</summary>
    public string? SupernetPath { get; init; }

    /// <summary>Passes over the training images that train the supernet.</summary>
    public double SupernetEpochs { get; init; } = 6;
}
