using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ISyNet.Images.Resizing;

/// <summary>
/// One direction of a resize by convolution: for each output pixel the start of its window and the window's weights, in fixed point with
/// 22 bits. The arithmetic is Pillow's, which is used for published ImageNet accuracies; the values are bit-identical.
/// </summary>
internal sealed class SeparableFilter
{
    private const int Bits = 22, Half = 1 << (Bits - 1);

    // One read of four bytes gives four taps of an output; a vector holds eight outputs.
    private const int TapsPerRead = sizeof(int), Lanes = 8;

    private readonly int _count, _taps;
    private readonly int[] _starts, _weights;

    private SeparableFilter(int[] starts, int taps)
    {
        (_starts, _count, _taps) = (starts, starts.Length, taps);
        _weights = new int[taps * _count];
    }

    /// <summary>The first input pixel that an output pixel reads.</summary>
    public int First { get; private init; }

    /// <summary>How many input pixels the output pixels read, from <see cref="First"/> on.</summary>
    public int Reach { get; private init; }

    /// <summary>Prepares the weights of a line.</summary>
    /// <param name="size">Pixels of the input.</param>
    /// <param name="begin">Where output pixel 0 begins, in pixels of the input.</param>
    /// <param name="scale">Pixels of the input per pixel of the output.</param>
    /// <param name="first">The first output pixel to compute.</param>
    /// <param name="count">Number of output pixels to compute.</param>
    /// <param name="interpolation">The kernel.</param>
    public static SeparableFilter Create(int size, double begin, double scale, int first, int count, PictureInterpolation interpolation)
    {
        var widening = Math.Max(1, scale);
        var support = interpolation.Reach() * widening;
        var starts = new int[count];
        var (from, to, taps) = (size, 0, 1);
        for (var i = 0; i < count; i++)
        {
            var (start, end) = Window(Centre(i));
            starts[i] = start;
            (from, to, taps) = (Math.Min(from, start), Math.Max(to, end), Math.Max(taps, end - start));
        }

        var whole = (taps + TapsPerRead - 1) / TapsPerRead * TapsPerRead;
        var filter = new SeparableFilter(starts, whole <= to - from ? whole : taps) { First = from, Reach = to - from };
        for (var i = 0; i < count; i++)
            filter.SetWeights(i, Centre(i), Window(Centre(i)), widening, interpolation);
        return filter;

        double Centre(int i) => begin + ((first + i + 0.5) * scale);

        (int Start, int End) Window(double centre)
        {
            var start = Math.Clamp((int)(centre - support + 0.5), 0, size - 1);
            return (start, Math.Clamp((int)(centre + support + 0.5), start + 1, size));
        }
    }

    /// <summary>Resizes lines along their direction.</summary>
    /// <param name="source">The input pixels from <see cref="First"/> on.</param>
    /// <param name="target">Receives the computed pixels.</param>
    public void Along(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var i = 0;
        if (Vector256.IsHardwareAccelerated && _taps % TapsPerRead == 0)
        {
            for (; i + Lanes <= _count; i += Lanes)
                Eight(ref MemoryMarshal.GetReference(source[..Reach]), i).CopyTo(target[i..]);
        }

        for (; i < _count; i++)
        {
            var sum = Half;
            for (var k = 0; k < _taps; k++)
                sum += source[_starts[i] + k] * _weights[(k * _count) + i];
            target[i] = (byte)Math.Clamp(sum >> Bits, 0, 255);
        }
    }

    /// <summary>Resizes across lines: each output line is a sum of input lines.</summary>
    /// <param name="source">The input lines from <see cref="First"/> on, one after the other.</param>
    /// <param name="target">Receives the computed lines, one after the other.</param>
    /// <param name="width">Pixels of a line.</param>
    public void Across(ReadOnlySpan<byte> source, Span<byte> target, int width)
    {
        for (var i = 0; i < _count; i++)
        {
            var line = target.Slice(i * width, width);
            var x = 0;
            if (Vector256.IsHardwareAccelerated)
            {
                for (; x + Vector128<byte>.Count <= width; x += Vector128<byte>.Count)
                    Sixteen(source, i, x, width).CopyTo(line[x..]);
            }

            for (; x < width; x++)
            {
                var sum = Half;
                for (var k = 0; k < _taps; k++)
                    sum += source[((_starts[i] + k) * width) + x] * _weights[(k * _count) + i];
                line[x] = (byte)Math.Clamp(sum >> Bits, 0, 255);
            }
        }
    }

    private void SetWeights(int i, double centre, (int Start, int End) window, double widening, PictureInterpolation interpolation)
    {
        Span<double> exact = _taps <= 128 ? stackalloc double[_taps] : new double[_taps];
        var sum = 0.0;
        for (var k = window.Start; k < window.End; k++)
            sum += exact[k - window.Start] = interpolation.Weight((k - centre + 0.5) / widening);
        // All windows are of one length: near the end they begin earlier, with weights of zero.
        _starts[i] = Math.Min(window.Start - First, Reach - _taps);
        var skipped = window.Start - First - _starts[i];
        for (var k = 0; k < window.End - window.Start; k++)
            _weights[((k + skipped) * _count) + i] = (int)Math.Round(exact[k] / sum * (1 << Bits), MidpointRounding.AwayFromZero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector64<byte> Eight(ref byte source, int i)
    {
        ref var start = ref _starts[i];
        ref var weights = ref _weights[i];
        var sum = Vector256.Create(Half);
        for (var k = 0; k < _taps; k += TapsPerRead)
        {
            var taps = Vector256.Create(
                Four(ref source, start + k), Four(ref source, Unsafe.Add(ref start, 1) + k), Four(ref source, Unsafe.Add(ref start, 2) + k), Four(ref source, Unsafe.Add(ref start, 3) + k),
                Four(ref source, Unsafe.Add(ref start, 4) + k), Four(ref source, Unsafe.Add(ref start, 5) + k), Four(ref source, Unsafe.Add(ref start, 6) + k), Four(ref source, Unsafe.Add(ref start, 7) + k));
            ref var weight = ref Unsafe.Add(ref weights, k * _count);
            sum += (taps & Vector256.Create(255u)).AsInt32() * Vector256.LoadUnsafe(ref weight);
            sum += ((taps >>> 8) & Vector256.Create(255u)).AsInt32() * Vector256.LoadUnsafe(ref Unsafe.Add(ref weight, _count));
            sum += ((taps >>> 16) & Vector256.Create(255u)).AsInt32() * Vector256.LoadUnsafe(ref Unsafe.Add(ref weight, 2 * _count));
            sum += (taps >>> 24).AsInt32() * Vector256.LoadUnsafe(ref Unsafe.Add(ref weight, 3 * _count));
        }

        var words = Vector256.Narrow(Clamped(sum), Vector256<int>.Zero).GetLower();
        return Vector128.Narrow(words.AsUInt16(), Vector128<ushort>.Zero).GetLower();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<byte> Sixteen(ReadOnlySpan<byte> source, int i, int x, int width)
    {
        var (low, high) = (Vector256.Create(Half), Vector256.Create(Half));
        for (var k = 0; k < _taps; k++)
        {
            var weight = _weights[(k * _count) + i];
            if (weight == 0)
                continue;
            var pixels = Vector128.Create(source.Slice(((_starts[i] + k) * width) + x, Vector128<byte>.Count));
            var (left, right) = Vector256.Widen(Vector256.WidenLower(pixels.ToVector256Unsafe()));
            low += left.AsInt32() * weight;
            high += right.AsInt32() * weight;
        }

        var words = Vector256.Narrow(Clamped(low), Clamped(high)).AsUInt16();
        return Vector256.Narrow(words, Vector256<ushort>.Zero).GetLower();
    }

    private static Vector256<int> Clamped(Vector256<int> sum) => Vector256.Clamp(sum >> Bits, Vector256<int>.Zero, Vector256.Create(255));

    // x86 and ARM store the first byte lowest; elsewhere vectors of this size are not accelerated.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Four(ref byte source, int at) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, at));
}
