using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Training;
using ISyNet.Training.Networks;

namespace ISyNet.Evaluators.Supernets;

/// <summary>
/// A trained one-shot supernet: each network of the space uses slices of the shared weights. Batch-norm statistics are not
/// shared: they are measured on training images for each subnet. Thread-safe.
/// </summary>
public sealed class Supernet
{
    private const int CalibrationImages = 2_048;
    private const int CalibrationBatch = 128;

    private readonly SharedWeights _shared;
    private readonly ImageSet _calibration;
    private readonly Normalization _normalization;
    private readonly Lock _lending = new();
    private readonly Accelerator _accelerator;

    internal Supernet(SharedWeights shared, ImageSet training, ulong seed, Accelerator accelerator)
    {
        (_shared, _accelerator) = (shared, accelerator);
        _calibration = training.Subset(CalibrationImages, seed);
        _normalization = training.Normalization();
    }

    /// <summary>The weights that a network of the space inherits, with measured batch-norm statistics, as start weights for a training.</summary>
    /// <exception cref="ISyNetException">The network cannot be trained.</exception>
    public WeightSet Inherit(Network network)
    {
        using var subnet = Subnet(network);
        return subnet.Read();
    }

    /// <summary>Accuracy of a network of the space with inherited weights.</summary>
    /// <param name="network">The network.</param>
    /// <param name="images">Held-out training images.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public Accuracy Accuracy(Network network, ImageSet images, CancellationToken cancellation = default)
    {
        using var subnet = Subnet(network, cancellation);
        using var predictor = new Predictor(subnet, _normalization);
        return predictor.Predict(images, cancellation: cancellation).Accuracy(images);
    }

    private TorchNetwork Subnet(Network network, CancellationToken cancellation = default)
    {
        var subnet = new TorchNetwork(network, LearningRules.Plain with { Accelerator = _accelerator });
        try
        {
            // A subnet may need a slice that no step has used yet: then the shared tensors grow.
            lock (_lending)
                _shared.Lend(subnet);
            BatchNormStatistics.Measure(subnet, _calibration.Count, i => _calibration[i], _normalization, CalibrationBatch, cancellation);
            return subnet;
        }
        catch
        {
            subnet.Dispose();
            throw;
        }
    }
}
