using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>The ways of tensors between the processor's memory and a device's.</summary>
internal static class DeviceTransfer
{
    /// <summary>
    /// Brings a tensor of this processor to a device, for which nobody waits: it goes from memory that is pinned for the copy and freed when that is done.
    /// On the processor it is the tensor itself.
    /// </summary>
    /// <param name="tensor">Disposed, unless it is what is returned.</param>
    /// <param name="device">Where to.</param>
    public static torch.Tensor OnTo(this torch.Tensor tensor, torch.Device device)
    {
        if (device.type == DeviceType.CPU)
            return tensor;
        using (tensor)
        {
            using var pinned = tensor.pin_memory();
            return pinned.to(device, non_blocking: true);
        }
    }
}
