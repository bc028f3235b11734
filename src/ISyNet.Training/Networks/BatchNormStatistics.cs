using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Data;
using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>The pixels of one of several images, CHW.</summary>
public delegate ReadOnlySpan<byte> PixelsOf(int image);

/// <summary>
/// Measures the statistics of batch norms for weights as they are now (precise batch norm, arXiv 2105.07576, section 3). The running averages of a
/// training look back over some ten steps and begin at mean 0 and variance 1: after few steps, or where ten steps are a large part of an epoch, they
/// belong to other weights than those that are evaluated. Those of an average of weights are averages of other networks' statistics.
/// </summary>
public static class BatchNormStatistics
{
    /// <summary>As many images tell a mean and a variance per channel well enough.</summary>
    public const int MostImages = 1024;

    private const int MostPerBatch = 128;

    // After as many steps 0.5 % is left of the start.
    private const int StepsToTrust = 50;

    /// <summary>Whether statistics must be measured before weights are evaluated: a training has made fewer than 50 steps, or an epoch has fewer.</summary>
    internal static bool AreStale(long steps, int stepsPerEpoch) => Math.Min(steps, stepsPerEpoch) < StepsToTrust;

    /// <summary>Measures on images of a set, at most <see cref="MostImages"/> of them.</summary>
    /// <param name="network">Batch norms of its layers that are frozen keep what they have.</param>
    /// <param name="images">Training images, as they are.</param>
    /// <param name="normalization">How the network takes pixels.</param>
    /// <param name="cancellation">Stops between batches.</param>
    internal static void Measure(TorchNetwork network, ImageSet images, Normalization normalization, CancellationToken cancellation) =>
        Measure(network, Math.Min(MostImages, images.Count), i => images[(int)((long)i * images.Count / Math.Min(MostImages, images.Count))], normalization, MostPerBatch, cancellation);

    /// <summary>
    /// Measures on all given images: a running average from 0 over n batches of equal size, divided by 1 - 0.9^n, so that nothing of the start is left in
    /// it. A batch takes every n-th image, since images are often sorted by class.
    /// </summary>
    /// <param name="network">Batch norms of its layers that are frozen keep what they have.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="pixels">The images.</param>
    /// <param name="normalization">How the network takes pixels.</param>
    /// <param name="mostPerBatch">Images of a batch at most.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static void Measure(
        TorchNetwork network, int count, PixelsOf pixels, Normalization normalization, int mostPerBatch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(normalization);
        var measured = network.Parameters.Statistics.Where(slot => slot.RateFactor > 0).ToArray();
        if (measured.Length == 0)
            return;
        var statistics = network.Parameters.RunningStatistics;
        using var scope = torch.NewDisposeScope();
        foreach (var slot in measured)
            statistics.narrow(0, slot.Offset, slot.Length).zero_();
        var batches = (count + mostPerBatch - 1) / mostPerBatch;
        using var batch = new ImageBatch(count / batches, network.Network.Input, normalization);
        for (var b = 0; b < batches; b++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < count / batches; i++)
                batch.Write(i, pixels((i * batches) + b));
            network.Measure(batch.Images);
        }

        var scale = 1 / (1 - Math.Pow(1 - LayerFunctions.BatchNormMomentum, batches));
        foreach (var slot in measured)
            statistics.narrow(0, slot.Offset, slot.Length).Scale(scale);
    }
}
