using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Augmentation;
using ISyNet.Training.Data;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Classification;

/// <summary>
/// The batches of a training on a device: the pixels go there as bytes, and what is drawn for each image as a few numbers; crops, flips, erasing, normalisation
/// and mixing are computed there for a whole batch. The numbers are drawn from the same streams as on the processor. Operations on pictures and resized
/// crops stay with the processor's threads. A set that is small beside the device's free memory lies there as a whole.
/// </summary>
internal sealed class DeviceBatches : LabelledBatches
{
    // Two are on their way while the device learns a third.
    private const int Ahead = 2;

    private readonly ThreadLocal<AugmentationPipeline> _pictures;
    private readonly DeviceAugmentation _augmentation;
    private readonly BatchMixing _mixing;
    private readonly DevicePixels _pixels;
    private readonly torch.Tensor _classes;
    private readonly torch.Device _device;

    public DeviceBatches(ImageSet images, Normalization normalization, TrainingRecipe recipe, ulong seed, RunSettings? settings, Accelerator accelerator)
        : base(images, normalization, recipe, seed, settings, Ahead)
    {
        using var scope = torch.NewDisposeScope();
        var (onProcessor, onDevice) = DeviceAugmentation.Divide(recipe.Augmentation);
        _device = accelerator.Device;
        _pictures = new ThreadLocal<AugmentationPipeline>(() => new AugmentationPipeline(onProcessor, images.Shape, []));
        _augmentation = new DeviceAugmentation(onDevice, images.Shape, MeanPixel(), normalization, _device);
        _mixing = new BatchMixing(recipe.Augmentation, images.Shape);
        _pixels = new DevicePixels(images, accelerator, changed: onProcessor != new AugmentationRecipe());
        _classes = torch.tensor(Enumerable.Range(0, images.Classes).Select(c => (long)c).ToArray(), [1, images.Classes]).to(_device).DetachFromDisposeScope();
    }

    protected override LabelledBatch Create(int size) => new DeviceBatch(size);

    protected override void Fill(LabelledBatch batch, long number, long epoch, ReadOnlyMemory<int> images)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var size = images.Length;
        var width = DeviceAugmentation.Columns + 2;
        // A row an image: its index, its class, what is drawn for it.
        var numbers = new long[size * width];
        var pixels = _pixels.NewBatch(size);
        ForEach(size, i =>
        {
            var image = images.Span[i];
            var random = Augmentation(epoch, image);
            var row = numbers.AsSpan(i * width, width);
            (row[0], row[1]) = (image, Set.Labels[image]);
            _pixels.Write(pixels, i, image, random, _pictures.Value!);
            _augmentation.Draw(random, row[2..]);
        });
        var plan = torch.tensor(numbers, [size, width]).OnTo(_device);
        var labels = plan.select(1, 1).contiguous();
        var maps = _augmentation.Apply(_pixels.OnDevice(pixels, plan.select(1, 0)), plan.narrow(1, 2, width - 2));
        var targets = Targets(labels);
        if (_mixing.IsOn)
            (maps, targets, labels) = _mixing.Apply(maps, targets, labels, Mixing(number));
        ((DeviceBatch)batch).Set(maps, targets, labels);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _pictures.Dispose();
        _augmentation.Dispose();
        _pixels.Dispose();
        _classes.Dispose();
    }

    private torch.Tensor Targets(torch.Tensor labels)
    {
        var others = Recipe.LabelSmoothing / Math.Max(1, Set.Classes - 1);
        return labels.unsqueeze(1).eq(_classes).to(torch.ScalarType.Float32).Times(1 - Recipe.LabelSmoothing - others).Plus(others);
    }
}
