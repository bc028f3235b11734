using ISyNet.Graph;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Data;

/// <summary>Native memory of one batch of images, reused from batch to batch; laid out channels-last, seen as NCHW.</summary>
internal sealed class ImageBatch : IDisposable
{
    private readonly torch.Tensor _memory;

    public ImageBatch(int size, Shape shape)
    {
        using var scope = torch.NewDisposeScope();
        _memory = torch.zeros([size, shape.Height, shape.Width, shape.Channels]).DetachFromDisposeScope();
        Images = _memory.permute(0, 3, 1, 2).DetachFromDisposeScope();
        ImageLength = (int)shape.Elements;
    }

    /// <summary>The batch as the network reads it: size x channels x height x width.</summary>
    public torch.Tensor Images { get; }

    public int ImageLength { get; }

    /// <summary>The memory of one image, HWC.</summary>
    public Span<float> this[int index] => _memory.Floats().Slice(index * ImageLength, ImageLength);

    public void Dispose()
    {
        Images.Dispose();
        _memory.Dispose();
    }
}
