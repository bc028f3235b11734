using ISyNet.Graph;
using ISyNet.Training.Data;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Classification;

/// <summary>One training batch in native memory, reused from batch to batch: images, target distributions and labels.</summary>
public sealed class LabelledBatch : IDisposable
{
    private readonly ImageBatch _images;

    internal LabelledBatch(int size, Shape shape, int classes, Normalization normalization)
    {
        _images = new ImageBatch(size, shape, normalization);
        Targets = torch.zeros(size, classes).DetachFromDisposeScope();
        Labels = torch.zeros(size, torch.ScalarType.Int64).DetachFromDisposeScope();
        Classes = classes;
    }

    /// <summary>Size x channels x height x width.</summary>
    public torch.Tensor Images => _images.Images;

    /// <summary>Target distributions: size x classes.</summary>
    public torch.Tensor Targets { get; }

    /// <summary>The class of each image; of the larger part where images are mixed.</summary>
    public torch.Tensor Labels { get; }

    /// <summary>Number of images.</summary>
    public int Size => _images.Size;

    /// <summary>Number of classes.</summary>
    internal int Classes { get; }

    /// <summary>The pixels of one image, HWC.</summary>
    internal Span<float> Pixels(int image) => _images[image];

    /// <summary>The target distribution of one image.</summary>
    internal Span<float> Target(int image) => Targets.Floats().Slice(image * Classes, Classes);

    /// <summary>The class of one image.</summary>
    internal ref long Label(int image) => ref Labels.Longs()[image];

    /// <summary>Writes an image with its target: 1 - <paramref name="smoothing"/> on its class, the rest spread over the others.</summary>
    internal void Write(int image, ReadOnlySpan<byte> pixels, int label, double smoothing)
    {
        _images.Write(image, pixels);
        Label(image) = label;
        var target = Target(image);
        target.Fill((float)(smoothing / Math.Max(1, Classes - 1)));
        target[label] = (float)(1 - smoothing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        Targets.Dispose();
        Labels.Dispose();
    }
}
