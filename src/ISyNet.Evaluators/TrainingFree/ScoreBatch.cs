using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Data;
using TorchSharp;

namespace ISyNet.Evaluators.TrainingFree;

/// <summary>The images that scores look at: a stratified draw from the training images, normalised as in training. Thread-safe.</summary>
internal sealed class ScoreBatch
{
    private readonly ImageSet _images;
    private readonly Normalization _normalization;

    public ScoreBatch(ImageSet training, int count, ulong seed)
    {
        _normalization = training.Normalization();
        _images = training.Subset(count, seed);
    }

    public int Count => _images.Count;

    /// <summary>The images, count x channels x height x width, in the current dispose scope.</summary>
    public torch.Tensor Pixels()
    {
        using var memory = new ImageBatch(Count, _images.Shape, _normalization);
        for (var i = 0; i < Count; i++)
            memory.Write(i, _images[i]);
        return memory.Images.clone();
    }

    /// <summary>Their classes, in the current dispose scope.</summary>
    public torch.Tensor Labels() => torch.tensor(_images.Labels.Select(label => (long)label).ToArray());
}
