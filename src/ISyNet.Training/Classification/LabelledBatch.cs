using TorchSharp;

namespace ISyNet.Training.Classification;

/// <summary>One training batch: images, target distributions and labels, on what the training computes on.</summary>
public abstract class LabelledBatch : IDisposable
{
    private protected LabelledBatch() { }

    /// <summary>Size x channels x height x width.</summary>
    public abstract torch.Tensor Images { get; }

    /// <summary>Target distributions: size x classes.</summary>
    public abstract torch.Tensor Targets { get; }

    /// <summary>The class of each image; of the larger part where images are mixed.</summary>
    public abstract torch.Tensor Labels { get; }

    /// <summary>Number of images.</summary>
    public abstract int Size { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees memory.</summary>
    protected abstract void Dispose(bool disposing);
}
