using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ISyNet.Graph;

namespace ISyNet.Images.Resizing;

/// <summary>
/// Samples a picture, CHW, at positions between pixels, eight at a time where the windows lie inside. Alone or in eight, a pixel is computed by
/// the same operations of 32-bit floats in the same order, so that the values depend neither on its neighbours nor on the processor.
/// </summary>
internal readonly struct RowSampler(Shape shape, PictureInterpolation interpolation, byte fill)
{
    private const int Lanes = 8, MostTaps = 4;
    private readonly int _channels = shape.Channels, _height = shape.Height, _width = shape.Width;
    private readonly int _taps = 2 * interpolation.Reach(), _first = 1 - interpolation.Reach();

    /// <summary>Computes one row of all channels.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="target">The picture from the row on.</param>
    /// <param name="xs">Columns of the source.</param>
    /// <param name="ys">Rows of the source.</param>
    public void Sample(ReadOnlySpan<byte> source, Span<byte> target, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        Span<int> starts = stackalloc int[Lanes];
        Span<float> fractionsX = stackalloc float[Lanes];
        Span<float> fractionsY = stackalloc float[Lanes];
        var x = 0;
        if (Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            for (; x + Lanes <= _width; x += Lanes)
            {
                if (AreInside(xs[x..], ys[x..], starts, fractionsX, fractionsY))
                    Eight(source, target[x..], starts, Vector256.Create(fractionsX), Vector256.Create(fractionsY));
                else
                    One(source, target, x, x + Lanes, xs, ys);
            }
        }

        One(source, target, x, _width, xs, ys);
    }

    // Whether no window of eight pixels touches the border; a read is of four bytes, whether they are needed or not.
    private bool AreInside(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, Span<int> starts, Span<float> fractionsX, Span<float> fractionsY)
    {
        for (var i = 0; i < Lanes; i++)
        {
            var (x, y) = (xs[i], ys[i]);
            if (!(x >= 1 && y >= 1 && x < _width - 4 && y < _height - 3))
                return false;
            // Both are positive: what is cut off is what is behind the point.
            var (left, top) = ((int)x, (int)y);
            starts[i] = ((top + _first) * _width) + left + _first;
            (fractionsX[i], fractionsY[i]) = ((float)(x - left), (float)(y - top));
        }

        return true;
    }

    private void Eight(ReadOnlySpan<byte> source, Span<byte> target, ReadOnlySpan<int> starts, Vector256<float> fractionX, Vector256<float> fractionY)
    {
        Span<Vector256<float>> across = stackalloc Vector256<float>[MostTaps];
        Span<Vector256<float>> down = stackalloc Vector256<float>[MostTaps];
        Weights(fractionX, across);
        Weights(fractionY, down);
        var area = _height * _width;
        ref var start = ref MemoryMarshal.GetReference(starts);
        for (var c = 0; c < _channels; c++)
        {
            ref var row = ref MemoryMarshal.GetReference(source.Slice(c * area, area));
            var sum = Vector256<float>.Zero;
            for (var j = 0; j < _taps; j++)
            {
                var pixels = Vector256.Create(
                    Four(ref row, start), Four(ref row, Unsafe.Add(ref start, 1)), Four(ref row, Unsafe.Add(ref start, 2)), Four(ref row, Unsafe.Add(ref start, 3)),
                    Four(ref row, Unsafe.Add(ref start, 4)), Four(ref row, Unsafe.Add(ref start, 5)), Four(ref row, Unsafe.Add(ref start, 6)), Four(ref row, Unsafe.Add(ref start, 7)));
                var line = (Value(pixels) * across[0]) + (Value(pixels >>> 8) * across[1]);
                if (_taps == MostTaps)
                    line = line + (Value(pixels >>> 16) * across[2]) + (Value(pixels >>> 24) * across[3]);
                sum += line * down[j];
                row = ref Unsafe.Add(ref row, _width);
            }

            var rounded = Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Clamp(sum, Vector256<float>.Zero, Vector256.Create(255f))));
            var words = Vector256.Narrow(rounded, Vector256<int>.Zero).GetLower().AsUInt16();
            Vector128.Narrow(words, Vector128<ushort>.Zero).GetLower().CopyTo(target[(c * area)..]);
        }
    }

    private void One(ReadOnlySpan<byte> source, Span<byte> target, int from, int to, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        var area = _height * _width;
        Span<float> across = stackalloc float[MostTaps];
        Span<float> down = stackalloc float[MostTaps];
        for (var x = from; x < to; x++)
        {
            var (sx, sy) = (xs[x], ys[x]);
            if (!(sx >= -0.5 && sy >= -0.5 && sx <= _width - 0.5 && sy <= _height - 0.5))
            {
                for (var c = 0; c < _channels; c++)
                    target[(c * area) + x] = fill;
                continue;
            }

            var (left, top) = ((int)Math.Floor(sx), (int)Math.Floor(sy));
            Weights((float)(sx - left), across);
            Weights((float)(sy - top), down);
            for (var c = 0; c < _channels; c++)
            {
                var sum = 0f;
                for (var j = 0; j < _taps; j++)
                {
                    var row = source.Slice((c * area) + (Math.Clamp(top + _first + j, 0, _height - 1) * _width), _width);
                    var line = Pixel(row, left + _first) * across[0];
                    for (var i = 1; i < _taps; i++)
                        line += Pixel(row, left + _first + i) * across[i];
                    sum += line * down[j];
                }

                target[(c * area) + x] = (byte)MathF.Round(Math.Clamp(sum, 0, 255));
            }
        }
    }

    private float Pixel(ReadOnlySpan<byte> row, int x) => row[Math.Clamp(x, 0, _width - 1)];

    // Keys' cubic with a = -0.5 as polynomials of the fraction, from the left tap to the right one.
    private void Weights(float t, Span<float> weights)
    {
        if (_taps == 2)
        {
            (weights[0], weights[1]) = (1 - t, t);
            return;
        }

        var u = 1 - t;
        weights[0] = -0.5f * t * u * u;
        weights[1] = 1 + (t * t * ((1.5f * t) - 2.5f));
        weights[2] = 1 + (u * u * ((1.5f * u) - 2.5f));
        weights[3] = -0.5f * u * t * t;
    }

    private void Weights(Vector256<float> t, Span<Vector256<float>> weights)
    {
        var u = Vector256.Create(1f) - t;
        if (_taps == 2)
        {
            (weights[0], weights[1]) = (u, t);
            return;
        }

        weights[0] = -0.5f * t * u * u;
        weights[1] = Vector256.Create(1f) + (t * t * ((1.5f * t) - Vector256.Create(2.5f)));
        weights[2] = Vector256.Create(1f) + (u * u * ((1.5f * u) - Vector256.Create(2.5f)));
        weights[3] = -0.5f * u * t * t;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Value(Vector256<uint> pixels) => Vector256.ConvertToSingle((pixels & Vector256.Create(255u)).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Four(ref byte source, int at) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, at));
}
