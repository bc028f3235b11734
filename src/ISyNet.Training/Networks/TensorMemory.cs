using System.Runtime.InteropServices;
using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>Direct access to the memory of contiguous tensors on this processor.</summary>
internal static class TensorMemory
{
    public static Span<float> Floats(this torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    public static Span<long> Longs(this torch.Tensor tensor) => MemoryMarshal.Cast<byte, long>(tensor.bytes);
}
