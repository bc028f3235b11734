using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Training.Data;
using ISyNet.Training.Engine;
using TorchSharp;

namespace ISyNet.Detection.Learning;

/// <summary>Batches of annotated pictures, augmented and normalised.</summary>
internal sealed class PictureBatches(ITrainingPictures pictures, Normalization normalization, DetectionRecipe recipe, ulong seed)
    : BatchSource<PictureBatch>(pictures.Count, recipe, seed)
{
    private readonly PictureAugmentation _augmentation = new(recipe.Augmentation, pictures.Shape);

    protected override PictureBatch Create(int size) => new(size, pictures.Shape, normalization);

    protected override void Fill(PictureBatch batch, long number, long epoch, ReadOnlyMemory<int> images)
    {
        for (var i = 0; i < images.Length; i++)
        {
            var picture = images.Span[i];
            batch.Write(i, _augmentation.Apply(pictures, picture, Augmentation(epoch, picture)));
        }
    }
}

/// <summary>One batch of pictures in native memory, with their objects.</summary>
internal sealed class PictureBatch(int size, Shape shape, Normalization normalization) : IDisposable
{
    private readonly ImageBatch _images = new(size, shape, normalization);
    private readonly ImmutableArray<TrainingObject>[] _objects = new ImmutableArray<TrainingObject>[size];

    /// <summary>Size x channels x height x width.</summary>
    public torch.Tensor Pictures => _images.Images;

    /// <summary>The objects of each picture.</summary>
    public IReadOnlyList<ImmutableArray<TrainingObject>> Objects => _objects;

    public void Write(int index, LabelledPicture picture)
    {
        _images.Write(index, picture.Pixels);
        _objects[index] = picture.Objects;
    }

    public void Dispose() => _images.Dispose();
}
