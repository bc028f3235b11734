using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Augmentation;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Data;

/// <summary>
/// The batches of a training by number: order, augmentation and mixing depend on seed, epoch, image and number alone, so any batch can be
/// made again after a resumption. The next batch is made on another thread while the last one is learnt. Incomplete ones are left out.
/// </summary>
internal sealed class TrainingBatches : IDisposable
{
    private readonly ImageSet _images;
    private readonly TrainingRecipe _recipe;
    private readonly ulong _seed;
    private readonly PixelScaler _scaler;
    private readonly ThreadLocal<AugmentationPipeline> _augmentation;
    private readonly BatchMixing _mixing;
    private readonly int _batchesPerEpoch;
    private LabelledBatch _current, _next;
    private Task _making = Task.CompletedTask;
    private long _nextNumber = -1, _epoch = -1;
    private int[] _order = [];

    public TrainingBatches(ImageSet images, Normalization normalization, TrainingRecipe recipe, ulong seed)
    {
        (_images, _recipe, _seed) = (images, recipe, seed);
        var size = Math.Min(recipe.BatchSize, images.Count);
        PartsPerStep = Math.Min(recipe.Accumulation, images.Count / size);
        StepsPerEpoch = images.Count / size / PartsPerStep;
        ImagesPerStep = size * PartsPerStep;
        _batchesPerEpoch = StepsPerEpoch * PartsPerStep;
        _scaler = new PixelScaler(images.Shape, normalization);
        _augmentation = new ThreadLocal<AugmentationPipeline>(() => new AugmentationPipeline(recipe.Augmentation, images.Shape, normalization));
        _mixing = new BatchMixing(recipe.Augmentation, images.Shape);
        _current = new LabelledBatch(size, images.Shape, images.Classes);
        _next = new LabelledBatch(size, images.Shape, images.Classes);
    }

    /// <summary>Batches whose gradients make one step.</summary>
    public int PartsPerStep { get; }

    public int ImagesPerStep { get; }

    public int StepsPerEpoch { get; }

    /// <summary>The batch of a number, from 0; valid until the next call.</summary>
    public LabelledBatch Take(long number)
    {
        _making.GetAwaiter().GetResult();
        if (_nextNumber != number)
            Fill(_next, number);
        (_current, _next) = (_next, _current);
        _nextNumber = number + 1;
        var (target, following) = (_next, _nextNumber);
        _making = Task.Run(() => Fill(target, following));
        return _current;
    }

    public void Dispose()
    {
        _making.GetAwaiter().GetResult();
        _augmentation.Dispose();
        _current.Dispose();
        _next.Dispose();
    }

    private void Fill(LabelledBatch batch, long number)
    {
        var (epoch, position) = (number / _batchesPerEpoch, (int)(number % _batchesPerEpoch));
        if (epoch != _epoch)
        {
            _order = new SeededRandom(_seed, RandomPurpose.Order, (ulong)epoch).Permutation(_images.Count);
            _epoch = epoch;
        }

        _images.ForEach(batch.Size, i => Fill(batch, i, _order[(position * batch.Size) + i], (ulong)epoch));
        _mixing.Apply(batch, new SeededRandom(_seed, RandomPurpose.Mixing, (ulong)number));
    }

    private void Fill(LabelledBatch batch, int i, int index, ulong epoch)
    {
        var random = new SeededRandom(_seed, RandomPurpose.Augmentation, epoch, (ulong)index);
        _scaler.Write(_augmentation.Value!.Apply(_images[index], random), batch.Pixels(i));
        batch.Labels[i] = _images.Labels[index];
        var target = batch.Target(i);
        target.Fill((float)(_recipe.LabelSmoothing / Math.Max(1, _images.Classes - 1)));
        target[batch.Labels[i]] = (float)(1 - _recipe.LabelSmoothing);
    }
}
