using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Augmentation;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Classification;

/// <summary>The batches of a training on the processor.</summary>
internal sealed class HostBatches : LabelledBatches
{
    private readonly ThreadLocal<AugmentationPipeline> _augmentation;
    private readonly BatchMixing _mixing;

    public HostBatches(ImageSet images, Normalization normalization, TrainingRecipe recipe, ulong seed, RunSettings? settings)
        : base(images, normalization, recipe, seed, settings, ahead: 1)
    {
        var meanPixel = MeanPixel();
        _augmentation = new ThreadLocal<AugmentationPipeline>(() => new AugmentationPipeline(recipe.Augmentation, images.Shape, meanPixel));
        _mixing = new BatchMixing(recipe.Augmentation, images.Shape);
    }

    protected override LabelledBatch Create(int size) => new HostBatch(size, Set.Shape, Set.Classes, Normalization);

    protected override void Fill(LabelledBatch batch, long number, long epoch, ReadOnlyMemory<int> images)
    {
        var target = (HostBatch)batch;
        ForEach(target.Size, i =>
        {
            var image = images.Span[i];
            target.Write(i, _augmentation.Value!.Apply(Set, image, Augmentation(epoch, image)), Set.Labels[image], Recipe.LabelSmoothing);
        });
        _mixing.Apply(target, Mixing(number));
    }

    protected override void Dispose(bool disposing)
    {
        _augmentation.Dispose();
        base.Dispose(disposing);
    }
}
