using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Training;

/// <summary>The training of one image classifier, ready to run: the same job gives the same weights wherever and beside whatever it runs.</summary>
/// <param name="Network">The network; its output must have one logit per class.</param>
/// <param name="Training">The images to learn from.</param>
/// <param name="Recipe">How to learn.</param>
/// <param name="Budget">How long.</param>
/// <param name="Seed">Decides weights, order, augmentation and dropout.</param>
public sealed record TrainingJob(Network Network, ImageSet Training, TrainingRecipe Recipe, TrainingBudget Budget, ulong Seed)
{
    /// <summary>Images to evaluate on after each epoch, never learnt from; none when null.</summary>
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

    /// <summary>Threads, checkpoint and clock.</summary>
    public RunSettings Settings { get; init; } = new();
}
