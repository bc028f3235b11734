using ISyNet.Graph;
using ISyNet.Training.Data;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Classification;

/// <summary>A batch in the processor's memory, reused from batch to batch.</summary>
internal sealed class HostBatch : LabelledBatch
{
    private readonly ImageBatch _images;

    public HostBatch(int size, Shape shape, int classes, Normalization normalization)
    {
        _images = new ImageBatch(size, shape, normalization);
        Targets = torch.zeros(size, classes).DetachFromDisposeScope();
        Labels = torch.zeros(size, torch.ScalarType.Int64).DetachFromDisposeScope();
        Classes = classes;
    }

    public override torch.Tensor Images => _images.Images;

    public override torch.Tensor Targets { get; }

    public override torch.Tensor Labels { get; }

    public override int Size => _images.Size;

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>The pixels of one image, HWC.</summary>
    public Span<float> Pixels(int image) => _images[image];

    /// <summary>The target distribution of one image.</summary>
    public Span<float> Target(int image) => Targets.Floats().Slice(image * Classes, Classes);

    /// <summary>The class of one image.</summary>
    public ref long Label(int image) => ref Labels.Longs()[image];

    /// <summary>Writes an image with its target: 1 - <paramref name="smoothing"/> on its class, the rest spread over the others.</summary>
    public void Write(int image, ReadOnlySpan<byte> pixels, int label, double smoothing)
    {
        _images.Write(image, pixels);
        Label(image) = label;
        var target = Target(image);
        target.Fill((float)(smoothing / Math.Max(1, Classes - 1)));
        target[label] = (float)(1 - smoothing);
    }

    protected override void Dispose(bool disposing)
    {
        _images.Dispose();
        Targets.Dispose();
        Labels.Dispose();
    }
}
