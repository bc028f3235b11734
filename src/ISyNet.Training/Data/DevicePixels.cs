using ISyNet.Images;
using ISyNet.Training.Augmentation;
using ISyNet.Training.Native;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Data;

/// <summary>How the 8-bit pixels of a set come to a device.</summary>
internal abstract class DevicePixels : IDisposable
{
    // A set of which a device's free memory holds four leaves enough of it to the training.
    private const int Share = 4;

    /// <summary>The way for a set.</summary>
    /// <param name="images">The set.</param>
    /// <param name="accelerator">The device.</param>
    /// <param name="changed">Whether pictures are changed on the processor in each epoch.</param>
    public static DevicePixels Create(ImageSet images, Accelerator accelerator, bool changed) =>
        !changed && !images.DecodesWhenRead && images.Count * images.Shape.Elements is var bytes && bytes <= Array.MaxLength && bytes <= Room(accelerator)
            ? new ResidentPixels(images, accelerator.Device)
            : new StreamedPixels(images, accelerator.Device);

    /// <summary>Begins a batch.</summary>
    /// <param name="size">Number of images.</param>
    public abstract PixelBatch Begin(int size);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    private static long Room(Accelerator accelerator)
    {
        if (!accelerator.IsCuda)
            return long.MaxValue;
        // The driver tells the memory of the device that this thread computes on.
        using var one = torch.zeros([1], device: accelerator.Device);
        return (CudaDriver.Memory()?.Free ?? 0) / Share;
    }
}

/// <summary>The pixels of a batch on their way.</summary>
internal abstract class PixelBatch : IDisposable
{
    /// <summary>Adds an image; different ones from several threads.</summary>
    /// <param name="place">Its place in the batch.</param>
    /// <param name="image">Its index in the set.</param>
    /// <param name="random">Its stream in this epoch.</param>
    /// <param name="pictures">What is done to it on the processor.</param>
    public abstract void Write(int place, int image, SeededRandom random, AugmentationPipeline pictures);

    /// <summary>The pixels on the device: size x channels x height x width, 8 bits.</summary>
    /// <param name="indices">The indices of the images, on the device.</param>
    public abstract torch.Tensor Take(torch.Tensor indices);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>The whole set lies on the device; a batch is a choice of it.</summary>
internal sealed class ResidentPixels : DevicePixels
{
    private readonly torch.Tensor _all;

    public ResidentPixels(ImageSet images, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        var shape = images.Shape;
        _all = torch.tensor(images.Pixels.ToArray(), [images.Count, shape.Channels, shape.Height, shape.Width], torch.ScalarType.Byte).to(device).DetachFromDisposeScope();
    }

    public override PixelBatch Begin(int size) => new Choice(_all);

    protected override void Dispose(bool disposing) => _all.Dispose();

    private sealed class Choice(torch.Tensor all) : PixelBatch
    {
        public override void Write(int place, int image, SeededRandom random, AugmentationPipeline pictures) { }

        public override torch.Tensor Take(torch.Tensor indices) => all.index_select(0, indices);
    }
}

/// <summary>Each batch is written by the processor and copied.</summary>
internal sealed class StreamedPixels(ImageSet images, torch.Device device) : DevicePixels
{
    public override PixelBatch Begin(int size) => new Copy(images, size, device);

    protected override void Dispose(bool disposing) { }

    private sealed class Copy : PixelBatch
    {
        private readonly ImageSet _images;
        private readonly torch.Device _device;
        private readonly torch.Tensor _memory;
        private readonly int _stride;

        public Copy(ImageSet images, int size, torch.Device device)
        {
            (_images, _device, _stride) = (images, device, (int)images.Shape.Elements);
            _memory = torch.empty([size, images.Shape.Channels, images.Shape.Height, images.Shape.Width], torch.ScalarType.Byte).DetachFromDisposeScope();
        }

        public override void Write(int place, int image, SeededRandom random, AugmentationPipeline pictures) =>
            pictures.Apply(_images, image, random).CopyTo(_memory.bytes.Slice(place * _stride, _stride));

        public override torch.Tensor Take(torch.Tensor indices) => _memory.alias().OnTo(_device);

        public override void Dispose()
        {
            _memory.Dispose();
            base.Dispose();
        }
    }
}
