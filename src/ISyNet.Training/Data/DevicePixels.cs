using ISyNet.Images;
using ISyNet.Training.Augmentation;
using ISyNet.Training.Native;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Data;

/// <summary>
/// The 8-bit pixels of a set on a device. A set that is small beside the device's free memory lies there as a whole, and a batch selects from it; of a larger
/// one, the processor writes each batch and copies it.
/// </summary>
internal sealed class DevicePixels : IDisposable
{
    // A set that fits four times into the device's free memory leaves enough of it to the training.
    private const int Share = 4;

    private readonly ImageSet _images;
    private readonly torch.Device _device;
    private readonly torch.Tensor? _all;

    /// <param name="images">The set.</param>
    /// <param name="accelerator">The device.</param>
    /// <param name="changed">Whether the processor changes pictures in each epoch: then the device cannot keep them.</param>
    public DevicePixels(ImageSet images, Accelerator accelerator, bool changed)
    {
        (_images, _device) = (images, accelerator.Device);
        if (changed || images.DecodesWhenRead || images.Count * images.Shape.Elements is var bytes && (bytes > Array.MaxLength || bytes > Room(accelerator)))
            return;
        using var scope = torch.NewDisposeScope();
        _all = Bytes(torch.tensor(images.Pixels.ToArray(), torch.ScalarType.Byte), images.Count).to(_device).DetachFromDisposeScope();
    }

    /// <summary>Memory of the processor for the pixels of a batch; empty if the device has the whole set.</summary>
    /// <param name="size">Number of images.</param>
    public torch.Tensor NewBatch(int size) => Bytes(torch.empty((_all is null ? size : 0) * _images.Shape.Elements, torch.ScalarType.Byte), _all is null ? size : 0);

    /// <summary>Writes an image into a batch, unless the device has it. Several threads may write different images.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="place">Its place in the batch.</param>
    /// <param name="image">Its index in the set.</param>
    /// <param name="random">Its stream in this epoch.</param>
    /// <param name="pictures">What the processor does to it.</param>
    public void Write(torch.Tensor batch, int place, int image, SeededRandom random, AugmentationPipeline pictures)
    {
        if (_all is null)
            pictures.Apply(_images, image, random).CopyTo(batch.bytes[(place * (int)_images.Shape.Elements)..]);
    }

    /// <summary>The pixels of a batch on the device: size x channels x height x width, 8 bits.</summary>
    /// <param name="batch">The batch, written.</param>
    /// <param name="indices">The indices of its images, on the device.</param>
    public torch.Tensor OnDevice(torch.Tensor batch, torch.Tensor indices) => _all is null ? batch.alias().OnTo(_device) : _all.index_select(0, indices);

    /// <inheritdoc/>
    public void Dispose() => _all?.Dispose();

    private torch.Tensor Bytes(torch.Tensor flat, long count) => flat.view(count, _images.Shape.Channels, _images.Shape.Height, _images.Shape.Width);

    private static long Room(Accelerator accelerator)
    {
        if (!accelerator.IsCuda)
            return long.MaxValue;
        // The driver tells the memory of the device that this thread computes on.
        using var one = torch.zeros([1], device: accelerator.Device);
        return (CudaDriver.Memory()?.Free ?? 0) / Share;
    }
}
