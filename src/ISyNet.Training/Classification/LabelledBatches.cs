using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Engine;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Classification;

/// <summary>The batches of a set of labelled images: augmented, normalised, mixed, with smoothed targets.</summary>
public abstract class LabelledBatches : BatchSource<LabelledBatch>
{
    private protected LabelledBatches(ImageSet images, Normalization normalization, TrainingRecipe recipe, ulong seed, RunSettings? settings, int ahead)
        : base(images.Count, recipe, seed, settings, ahead) => (Set, Normalization, Recipe) = (images, normalization, recipe);

    /// <summary>Divides images into batches.</summary>
    /// <param name="images">The images.</param>
    /// <param name="normalization">How the network wants pixels.</param>
    /// <param name="recipe">Says how they are augmented.</param>
    /// <param name="seed">Decides order, augmentation and mixing.</param>
    /// <param name="settings">Says how many threads prepare batches; the defaults if null.</param>
    /// <param name="accelerator">Where the training takes them; chosen, so never <see cref="Accelerator.Auto"/>. The processor when null.</param>
    public static LabelledBatches Create(
        ImageSet images, Normalization normalization, TrainingRecipe recipe, ulong seed, RunSettings? settings = null, Accelerator? accelerator = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(normalization);
        ArgumentNullException.ThrowIfNull(recipe);
        return accelerator is { ByTensors: true }
            ? new DeviceBatches(images, normalization, recipe, seed, settings, accelerator)
            : new HostBatches(images, normalization, recipe, seed, settings);
    }

    private protected ImageSet Set { get; }

    private protected Normalization Normalization { get; }

    private protected TrainingRecipe Recipe { get; }

    /// <summary>The colour that erasing paints; empty if the recipe does not erase.</summary>
    private protected ImmutableArray<byte> MeanPixel() => Recipe.Augmentation.Erasing > 0 ? Set.MeanPixel() : [];

    private protected SeededRandom Mixing(long number) => new(Seed, RandomPurpose.Mixing, (ulong)number);
}
