using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Training;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Application.Classification;

/// <summary>The task of training a network on images with a recipe.</summary>
/// <param name="Data">The images. The test images are used only for the evaluation at the end.</param>
/// <param name="Architecture">The network, with the size and classes of the images.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="Budget">The length of the training.</param>
/// <param name="Seed">Determines weights, order, augmentation and which training images are held out.</param>
public sealed record ClassifierTask(ImageData Data, Architecture Architecture, TrainingRecipe Recipe, TrainingBudget Budget, ulong Seed)
{
    /// <summary>Number of training images that are held out to evaluate each epoch; 0 for none.</summary>
    public int HeldOut { get; init; }

    /// <summary>The network that teaches; null for none.</summary>
    public Architecture? Partner { get; init; }

    /// <summary>Start weights; null for random weights.</summary>
    public WeightSet? InitialWeights { get; init; }

    /// <summary>The pixel normalisation of the start weights; null: measured on the images.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Learning rates by layer (docs/training.md).</summary>
    public ImmutableArray<LayerRate> Rates { get; init; } = [];

    /// <summary>On what, with how many threads and how often the state is written; the run sets the place of its checkpoint itself.</summary>
    public RunSettings Settings { get; init; } = new();

    /// <summary>The command that started the task, for the record.</summary>
    public string CommandLine { get; init; } = "";
}
