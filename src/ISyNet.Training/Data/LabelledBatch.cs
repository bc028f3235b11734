using ISyNet.Graph;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Data;

/// <summary>Native memory of one training batch: images, target distributions and labels, reused from batch to batch.</summary>
internal sealed class LabelledBatch : IDisposable
{
    private readonly ImageBatch _images;

    public LabelledBatch(int size, Shape shape, int classes)
    {
        _images = new ImageBatch(size, shape);
        using var scope = torch.NewDisposeScope();
        Targets = torch.zeros(size, classes).DetachFromDisposeScope();
        (Labels, Classes) = (new int[size], classes);
    }

    /// <summary>Size x channels x height x width.</summary>
    public torch.Tensor Images => _images.Images;

    /// <summary>Target distributions: size x classes.</summary>
    public torch.Tensor Targets { get; }

    /// <summary>The class of each image; of the larger part where images are mixed.</summary>
    public int[] Labels { get; }

    public int Size => Labels.Length;

    public int Classes { get; }

    /// <summary>The pixels of one image, HWC.</summary>
    public Span<float> Pixels(int image) => _images[image];

    /// <summary>The target distribution of one image.</summary>
    public Span<float> Target(int image) => Targets.Floats().Slice(image * Classes, Classes);

    public void Dispose()
    {
        _images.Dispose();
        Targets.Dispose();
    }
}
