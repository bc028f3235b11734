using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Search.Spaces;
using ISyNet.Training;
using ISyNet.Training.Data;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Evaluators.Supernets;

/// <summary>
/// A trained one-shot supernet: shared weights of which each network of the space takes its slices. Batch-norm statistics are not
/// shared; they are measured anew on training images for each subnet. Thread-safe.
/// </summary>
public sealed class Supernet
{
    private const int CalibrationImages = 2_048;
    private const int CalibrationBatch = 128;
    private const double BatchNormMomentum = 0.1;

    private readonly SharedWeights _shared;
    private readonly ImageSet _calibration;
    private readonly Normalization _normalization;
    private readonly Lock _lending = new();

    internal Supernet(SharedWeights shared, SearchSpace space, ImageSet training, ulong seed, long steps)
    {
        (_shared, Space, Steps) = (shared, space, steps);
        _calibration = training.Subset(CalibrationImages, seed);
        _normalization = training.Normalization();
    }

    /// <summary>The space of its subnets.</summary>
    public SearchSpace Space { get; }

    /// <summary>Optimiser steps that trained it, each with one sampled subnet.</summary>
    public long Steps { get; }

    /// <summary>The weights that a network of the space inherits, batch-norm statistics measured: a start for training it further.</summary>
    /// <exception cref="ISyNetException">The network cannot be trained.</exception>
    public WeightSet Inherit(Network network)
    {
        using var subnet = Subnet(network);
        return subnet.Read();
    }

    /// <summary>Accuracy of a network of the space with inherited weights, 0 to 1.</summary>
    /// <param name="network">The network.</param>
    /// <param name="images">Held-out training images.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public double Accuracy(Network network, ImageSet images, CancellationToken cancellation = default)
    {
        using var subnet = Subnet(network, cancellation);
        using var predictor = new Predictor(subnet, _normalization);
        return predictor.Predict(images, cancellation: cancellation).Accuracy(images);
    }

    private TorchNetwork Subnet(Network network, CancellationToken cancellation = default)
    {
        var subnet = new TorchNetwork(network);
        try
        {
            // A subnet may need a slice that no step has met yet: then the shared tensors grow.
            lock (_lending)
                _shared.Lend(subnet, null);
            Recalibrate(subnet, cancellation);
            return subnet;
        }
        catch
        {
            subnet.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Measures the statistics of every batch norm: a running average from 0 over n batches, divided by 1 - 0.9^n, so that nothing
    /// of the start is left in it.
    /// </summary>
    private void Recalibrate(TorchNetwork subnet, CancellationToken cancellation)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        subnet.Parameters.RunningStatistics.zero_();
        var scaler = new PixelScaler(_calibration.Shape, _normalization);
        var size = Math.Min(CalibrationBatch, _calibration.Count);
        using var batch = new ImageBatch(size, _calibration.Shape);
        var batches = _calibration.Count / size;
        for (var b = 0; b < batches; b++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < size; i++)
                scaler.Write(_calibration[(i * batches) + b], batch[i]);
            subnet.ForwardTraining(batch.Images, new SeededRandom(0, (ulong)b)).Dispose();
        }

        subnet.Parameters.RunningStatistics.Scale(1 / (1 - Math.Pow(1 - BatchNormMomentum, batches)));
    }
}
