using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Training;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Application.Classification;

/// <summary>A network to be trained on images by a recipe, into a result folder.</summary>
/// <param name="Data">The images; its test images judge the end and nothing before.</param>
/// <param name="Architecture">The network, for the images' size and classes.</param>
/// <param name="Recipe">How.</param>
/// <param name="Budget">How long.</param>
/// <param name="Seed">Decides weights, order, augmentation and which training images are held out.</param>
public sealed record ClassifierTask(ImageData Data, Architecture Architecture, TrainingRecipe Recipe, TrainingBudget Budget, ulong Seed)
{
    /// <summary>Training images that judge each epoch and are never learnt from; none when 0.</summary>
    public int HeldOut { get; init; }

    /// <summary>The network that teaches; none when null.</summary>
    public Architecture? Partner { get; init; }

    /// <summary>What to start from; fresh weights when null.</summary>
    public WeightSet? InitialWeights { get; init; }

    /// <summary>How the weights to start from want pixels; measured on the images when null.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Learning rates by layer; docs/training.md.</summary>
    public ImmutableArray<LayerRate> Rates { get; init; } = [];

    /// <summary>How often the state is written while training goes on.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Threads; each learns an equal part of every batch.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The command that asked for it, for the record.</summary>
    public string CommandLine { get; init; } = "";
}
