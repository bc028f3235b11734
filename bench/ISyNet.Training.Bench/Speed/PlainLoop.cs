using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Native;
using static TorchSharp.torch;

namespace ISyNet.Training.Bench.Speed;

/// <summary>The usual TorchSharp loop: forward, backward and step per batch, from tensors that are in memory already.</summary>
internal static class PlainLoop
{
    public static LoopSpeed Measure(Network network, ImageSet images, Variant variant)
    {
        if (variant.KeepsMemory)
            TorchRuntime.Prepare();
        else
            OneDnnCacheSizes.Mend(); // all of the preparation but the allocator's settings
        if (variant.Threads > 0)
            set_num_threads(variant.Threads);
        random.manual_seed(1);
        using var module = new PlainNetwork(network, variant.InPlace);
        using var optimizer = optim.SGD(module.parameters(), 0.05, momentum: 0.9, weight_decay: 5e-4, nesterov: true);
        var (pixels, labels) = Tensors(images);
        if (variant.ChannelsLast)
            pixels = ChannelsLast(pixels); // the layers after it follow

        module.train();
        var start = default(ProcessUse);
        for (var step = 0; step < TrainingLoop.WarmUpSteps + TrainingLoop.Steps; step++)
        {
            if (step == TrainingLoop.WarmUpSteps)
                start = ProcessUse.Now();
            using var scope = NewDisposeScope();
            var batch = pixels.narrow(0, step * TrainingLoop.Batch, TrainingLoop.Batch);
            var target = labels.narrow(0, step * TrainingLoop.Batch, TrainingLoop.Batch);
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(module.call(batch), target);
            loss.backward();
            optimizer.step();
            if (!float.IsFinite(loss.item<float>()))
                throw new TrainingException($"the plain loop's loss is no number at step {step}");
        }

        return start.Until(ProcessUse.Now(), TrainingLoop.Steps, TrainingLoop.Batch);
    }

    private static (Tensor Pixels, Tensor Labels) Tensors(ImageSet images)
    {
        var values = new float[images.Pixels.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = ((images.Pixels.Span[i] / 255f) - 0.286f) / 0.353f;
        long[] sizes = [images.Count, images.Shape.Channels, images.Shape.Height, images.Shape.Width];
        return (tensor(values, sizes), tensor(images.Labels.Select(label => (long)label).ToArray()));
    }

    private static Tensor ChannelsLast(Tensor tensor) => tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
