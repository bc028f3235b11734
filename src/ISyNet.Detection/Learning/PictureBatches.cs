using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Training.Data;
using TorchSharp;

namespace ISyNet.Detection.Learning;

/// <summary>
/// The batches of a training by step number: order and augmentation depend on seed, epoch and picture alone, so any step can be made again
/// after a resumption. The last, incomplete batch of an epoch is left out.
/// </summary>
internal sealed class PictureBatches : IDisposable
{
    private readonly ITrainingPictures _pictures;
    private readonly ulong _seed;
    private readonly PixelScaler _scaler;
    private readonly PictureAugmentation _augmentation;
    private readonly ImageBatch _batch;
    private readonly ImmutableArray<TrainingObject>[] _objects;
    private long _epoch = -1;
    private int[] _order = [];

    public PictureBatches(ITrainingPictures pictures, Normalization normalization, DetectionRecipe recipe, ulong seed)
    {
        (_pictures, _seed) = (pictures, seed);
        BatchSize = Math.Min(recipe.BatchSize, pictures.Count);
        StepsPerEpoch = pictures.Count / BatchSize;
        _scaler = new PixelScaler(pictures.Shape, normalization);
        _augmentation = new PictureAugmentation(recipe.Augmentation, pictures.Shape);
        _batch = new ImageBatch(BatchSize, pictures.Shape);
        _objects = new ImmutableArray<TrainingObject>[BatchSize];
    }

    public int BatchSize { get; }

    public int StepsPerEpoch { get; }

    /// <summary>The pictures of the last batch: size x channels x height x width.</summary>
    public torch.Tensor Images => _batch.Images;

    /// <summary>Their objects.</summary>
    public IReadOnlyList<ImmutableArray<TrainingObject>> Objects => _objects;

    /// <summary>Makes the batch of a step, from 0.</summary>
    public void Fill(long step)
    {
        var (epoch, position) = (step / StepsPerEpoch, (int)(step % StepsPerEpoch));
        if (epoch != _epoch)
        {
            _order = new SeededRandom(_seed, RandomPurpose.Order, (ulong)epoch).Permutation(_pictures.Count);
            _epoch = epoch;
        }

        for (var i = 0; i < BatchSize; i++)
        {
            var index = _order[(position * BatchSize) + i];
            var random = new SeededRandom(_seed, RandomPurpose.Augmentation, (ulong)epoch, (ulong)index);
            var picture = _augmentation.Apply(_pictures, index, random);
            _scaler.Write(picture.Pixels, _batch[i]);
            _objects[i] = picture.Objects;
        }
    }

    public void Dispose() => _batch.Dispose();
}
