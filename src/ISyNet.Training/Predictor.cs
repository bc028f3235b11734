using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Training.Data;
using ISyNet.Training.Native;
using ISyNet.Training.Networks;

namespace ISyNet.Training;

/// <summary>Runs a trained network on images in the training framework. Owns native memory: dispose it. One thread at a time.</summary>
public sealed class Predictor : IDisposable
{
    private readonly TorchNetwork _network;
    private readonly Normalization _normalization;
    private readonly bool _owned;

    /// <summary>Builds a network with its weights.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="normalization">How it wants pixels.</param>
    /// <param name="accelerator">What it computes on; the processor when null.</param>
    /// <exception cref="ISyNetException">The weights are not the network's, or the accelerator is not there or computes wrongly.</exception>
    public Predictor(Network network, WeightSet weights, Normalization normalization, Accelerator? accelerator = null)
    {
        var rules = LearningRules.Plain with { Accelerator = TorchRuntime.Choose(accelerator ?? Accelerator.Cpu) };
        (_network, _normalization, _owned) = (new TorchNetwork(network, rules), normalization, true);
        _network.Load(weights);
    }

    /// <summary>Runs a network that the caller owns.</summary>
    public Predictor(TorchNetwork network, Normalization normalization) =>
        (_network, _normalization, _owned) = (network, normalization, false);

    /// <summary>Computes the logits of all images.</summary>
    /// <param name="images">Images of the network's input shape.</param>
    /// <param name="batchSize">Images per batch.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="TrainingException">The images have another shape.</exception>
    public Prediction Predict(ImageSet images, int batchSize = 250, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Shape != _network.Network.Input)
            throw new TrainingException($"{images.Name}: images are {images.Shape}, but network '{_network.Network.Name}' takes {_network.Network.Input}");
        var classes = (int)_network.Network.Output.Elements;
        var logits = new float[images.Count * classes];
        using var batch = new ImageBatch(Math.Clamp(images.Count, 1, batchSize), images.Shape, _normalization);
        for (var start = 0; start < images.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(batch.Size, images.Count - start);
            var first = start;
            images.ForEach(count, i => batch.Write(i, images[first + i]));
            using var output = _network.Infer(batch.Images);
            using var dense = output.contiguous();
            dense.Floats()[..(count * classes)].CopyTo(logits.AsSpan(start * classes));
            start += count;
        }

        return new Prediction(logits, classes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_owned)
            _network.Dispose();
    }
}
