using System.Buffers;
using System.Runtime.InteropServices;

namespace ISyNet.Images.Decoding;

/// <summary>Memory of the pool that native code may read and write.</summary>
internal sealed class PinnedMemory : IDisposable
{
    private readonly byte[] _bytes;
    private GCHandle _pin;

    /// <param name="size">Bytes; there may be more.</param>
    public PinnedMemory(int size)
    {
        _bytes = ArrayPool<byte>.Shared.Rent(size);
        _pin = GCHandle.Alloc(_bytes, GCHandleType.Pinned);
    }

    public nint Address => _pin.AddrOfPinnedObject();

    public Span<byte> this[int first, int count] => _bytes.AsSpan(first, count);

    public void Dispose()
    {
        _pin.Free();
        ArrayPool<byte>.Shared.Return(_bytes);
    }
}
