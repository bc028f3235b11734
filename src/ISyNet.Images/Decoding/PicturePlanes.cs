using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ISyNet.Images.Resizing;

namespace ISyNet.Images.Decoding;

/// <summary>A part of a decoded picture: 8-bit planes in memory that goes back to the pool with it.</summary>
internal sealed class PicturePlanes : IDisposable
{
    private readonly byte[] _memory;
    private readonly int _channels;

    /// <param name="channels">3, or 1 for grey: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601).</param>
    /// <param name="area">Which pixels of the picture.</param>
    public PicturePlanes(int channels, PixelArea area) =>
        (_channels, Area, _memory) = (channels, area, ArrayPool<byte>.Shared.Rent(checked((int)area.Bytes(channels))));

    public PixelArea Area { get; }

    public ReadOnlySpan<byte> Pixels => _memory.AsSpan(0, (int)Area.Bytes(_channels));

    /// <summary>Writes one row.</summary>
    /// <param name="row">Its number within <see cref="Area"/>.</param>
    /// <param name="pixels">Red, green, blue and another byte of each pixel. Premultiplied pixels over black are the colour itself: alpha needs no second look.</param>
    public void Write(int row, ReadOnlySpan<byte> pixels)
    {
        var first = _memory.AsSpan(row * Area.Width, Area.Width);
        if (_channels == 1)
        {
            Grey(pixels, first);
            return;
        }

        var plane = Area.Height * Area.Width;
        Divide(pixels[..(4 * Area.Width)], first, _memory.AsSpan(plane + (row * Area.Width), Area.Width), _memory.AsSpan((2 * plane) + (row * Area.Width), Area.Width));
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_memory);

    private static void Grey(ReadOnlySpan<byte> pixels, Span<byte> grey)
    {
        for (int x = 0, at = 0; x < grey.Length; x++, at += 4)
            grey[x] = (byte)(((299 * pixels[at]) + (587 * pixels[at + 1]) + (114 * pixels[at + 2]) + 500) / 1000);
    }

    private static void Divide(ReadOnlySpan<byte> pixels, Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        var x = 0;
        if (Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            ref var first = ref MemoryMarshal.GetReference(pixels);
            for (; x + Vector256<byte>.Count <= red.Length; x += Vector256<byte>.Count)
            {
                var a = Vector256.LoadUnsafe(ref first, (nuint)(4 * x)).AsUInt32();
                var b = Vector256.LoadUnsafe(ref first, (nuint)((4 * x) + 32)).AsUInt32();
                var c = Vector256.LoadUnsafe(ref first, (nuint)((4 * x) + 64)).AsUInt32();
                var d = Vector256.LoadUnsafe(ref first, (nuint)((4 * x) + 96)).AsUInt32();
                Lowest(a, b, c, d).CopyTo(red[x..]);
                Lowest(a >>> 8, b >>> 8, c >>> 8, d >>> 8).CopyTo(green[x..]);
                Lowest(a >>> 16, b >>> 16, c >>> 16, d >>> 16).CopyTo(blue[x..]);
            }
        }

        for (var at = 4 * x; x < red.Length; x++, at += 4)
            (red[x], green[x], blue[x]) = (pixels[at], pixels[at + 1], pixels[at + 2]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Lowest(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d) =>
        Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d));
}
