using ISyNet.Graph;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Data;

/// <summary>
/// A batch of images as networks read them: 8-bit pixels are written into it normalised, by a table of all 256 values per channel. One native memory,
/// reused from batch to batch, channels-last. Several threads may write different images. Dispose it.
/// </summary>
public sealed class ImageBatch : IDisposable
{
    private readonly Shape _shape;
    private readonly float[][] _tables;
    private readonly torch.Tensor _memory;

    /// <summary>Makes room for images.</summary>
    /// <param name="size">Number of images.</param>
    /// <param name="shape">One image: channels x height x width.</param>
    /// <param name="normalization">How the network wants pixels.</param>
    /// <exception cref="ISyNetException">The normalisation is not of the images' channels.</exception>
    public ImageBatch(int size, Shape shape, Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(normalization);
        normalization.Check(shape.Channels);
        _shape = shape;
        _tables = [.. Enumerable.Range(0, shape.Channels).Select(c => Enumerable.Range(0, 256)
            .Select(pixel => (float)(((pixel / 255.0) - normalization.Mean[c]) / normalization.Std[c])).ToArray())];
        using var scope = torch.NewDisposeScope();
        _memory = torch.zeros([size, shape.Height, shape.Width, shape.Channels]).DetachFromDisposeScope();
        Images = _memory.permute(0, 3, 1, 2).DetachFromDisposeScope();
        Size = size;
    }

    /// <summary>Number of images.</summary>
    public int Size { get; }

    /// <summary>The batch as a network reads it: size x channels x height x width.</summary>
    public torch.Tensor Images { get; }

    /// <summary>The memory of one image, HWC.</summary>
    internal Span<float> this[int image]
    {
        get
        {
            var length = (int)_shape.Elements;
            return _memory.Floats().Slice(image * length, length);
        }
    }

    /// <summary>Writes an image.</summary>
    /// <param name="image">Its place in the batch.</param>
    /// <param name="pixels">8-bit pixels, CHW.</param>
    public void Write(int image, ReadOnlySpan<byte> pixels)
    {
        var target = this[image];
        var (channels, area) = (_shape.Channels, _shape.Height * _shape.Width);
        for (var c = 0; c < channels; c++)
        {
            var table = _tables[c];
            var plane = pixels.Slice(c * area, area);
            for (int p = 0, t = c; p < plane.Length; p++, t += channels)
                target[t] = table[plane[p]];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        _memory.Dispose();
    }
}
