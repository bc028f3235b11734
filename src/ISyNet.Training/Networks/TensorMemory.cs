using System.Runtime.InteropServices;
using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>Direct access to the memory of contiguous float tensors.</summary>
internal static class TensorMemory
{
    public static Span<float> Floats(this torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
