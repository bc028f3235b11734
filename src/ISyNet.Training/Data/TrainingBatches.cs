using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Augmentation;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Data;

/// <summary>
/// The batches of a training by step number: order and augmentation depend on seed, epoch and image alone, so any step can be made
/// again after a resumption. The last, incomplete batch of an epoch is left out.
/// </summary>
internal sealed class TrainingBatches : IDisposable
{
    private readonly ImageSet _images;
    private readonly TrainingRecipe _recipe;
    private readonly ulong _seed;
    private readonly PixelScaler _scaler;
    private readonly AugmentationPipeline _augmentation;
    private readonly ImageBatch _batch;
    private readonly torch.Tensor _targets;
    private long _epoch = -1;
    private int[] _order = [];

    public TrainingBatches(ImageSet images, Normalization normalization, TrainingRecipe recipe, ulong seed)
    {
        (_images, _recipe, _seed) = (images, recipe, seed);
        BatchSize = Math.Min(recipe.BatchSize, images.Count);
        StepsPerEpoch = images.Count / BatchSize;
        _scaler = new PixelScaler(images.Shape, normalization);
        _augmentation = new AugmentationPipeline(recipe.Augmentation, images.Shape, normalization);
        _batch = new ImageBatch(BatchSize, images.Shape);
        using var scope = torch.NewDisposeScope();
        _targets = torch.zeros(BatchSize, images.Classes).DetachFromDisposeScope();
        Labels = new int[BatchSize];
    }

    public int BatchSize { get; }

    public int StepsPerEpoch { get; }

    /// <summary>The images of the last batch: size x channels x height x width.</summary>
    public torch.Tensor Images => _batch.Images;

    /// <summary>Their target distributions: size x classes.</summary>
    public torch.Tensor Targets => _targets;

    /// <summary>Their class indices.</summary>
    public int[] Labels { get; }

    /// <summary>Makes the batch of a step, from 0.</summary>
    public void Fill(long step)
    {
        var (epoch, position) = (step / StepsPerEpoch, (int)(step % StepsPerEpoch));
        if (epoch != _epoch)
        {
            _order = new SeededRandom(_seed, RandomPurpose.Order, (ulong)epoch).Permutation(_images.Count);
            _epoch = epoch;
        }

        var targets = _targets.Floats();
        targets.Fill((float)(_recipe.LabelSmoothing / Math.Max(1, _images.Classes - 1)));
        for (var i = 0; i < BatchSize; i++)
        {
            var index = _order[(position * BatchSize) + i];
            var random = new SeededRandom(_seed, RandomPurpose.Augmentation, (ulong)epoch, (ulong)index);
            _scaler.Write(_augmentation.Apply(_images[index], random), _batch[i]);
            Labels[i] = _images.Labels[index];
            targets[(i * _images.Classes) + Labels[i]] = (float)(1 - _recipe.LabelSmoothing);
        }
    }

    public void Dispose()
    {
        _batch.Dispose();
        _targets.Dispose();
    }
}
