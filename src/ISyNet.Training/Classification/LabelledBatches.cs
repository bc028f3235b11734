using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Augmentation;
using ISyNet.Training.Engine;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Classification;

/// <summary>The batches of a set of labelled images: augmented, normalised, mixed, with smoothed targets.</summary>
public sealed class LabelledBatches : BatchSource<LabelledBatch>
{
    private readonly ImageSet _images;
    private readonly TrainingRecipe _recipe;
    private readonly Normalization _normalization;
    private readonly ThreadLocal<AugmentationPipeline> _augmentation;
    private readonly BatchMixing _mixing;

    /// <summary>Divides images into batches.</summary>
    /// <param name="images">The images.</param>
    /// <param name="normalization">How the network wants pixels.</param>
    /// <param name="recipe">Says how they are augmented.</param>
    /// <param name="seed">Decides order, augmentation and mixing.</param>
    /// <param name="settings">Says how many threads prepare batches; the defaults if null.</param>
    public LabelledBatches(ImageSet images, Normalization normalization, TrainingRecipe recipe, ulong seed, RunSettings? settings = null)
        : base(Checked(images).Count, recipe, seed, settings)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        (_images, _normalization, _recipe) = (images, normalization, recipe);
        var meanPixel = recipe.Augmentation.Erasing > 0 ? images.MeanPixel() : [];
        _augmentation = new ThreadLocal<AugmentationPipeline>(() => new AugmentationPipeline(recipe.Augmentation, images.Shape, meanPixel));
        _mixing = new BatchMixing(recipe.Augmentation, images.Shape);
    }

    /// <inheritdoc/>
    protected override LabelledBatch Create(int size) => new(size, _images.Shape, _images.Classes, _normalization);

    /// <inheritdoc/>
    protected override void Fill(LabelledBatch batch, long number, long epoch, ReadOnlyMemory<int> images)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ForEach(batch.Size, i =>
        {
            var image = images.Span[i];
            batch.Write(i, _augmentation.Value!.Apply(_images, image, Augmentation(epoch, image)), _images.Labels[image], _recipe.LabelSmoothing);
        });
        _mixing.Apply(batch, new SeededRandom(Seed, RandomPurpose.Mixing, (ulong)number));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _augmentation.Dispose();
        base.Dispose(disposing);
    }

    private static ImageSet Checked(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images;
    }
}
