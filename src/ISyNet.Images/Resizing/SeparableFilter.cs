namespace ISyNet.Images.Resizing;

/// <summary>
/// One direction of a resize by convolution: for each output pixel the start of its window and the window's weights, in fixed point with
/// 22 bits. The arithmetic is Pillow's, which is used for published ImageNet accuracies; the values are bit-identical.
/// </summary>
internal sealed class SeparableFilter
{
    private const int Bits = 22;
    private readonly int[] _starts;
    private readonly int[][] _weights;

    private SeparableFilter(int count) => (_starts, _weights) = (new int[count], new int[count][]);

    /// <param name="from">Pixels of the input.</param>
    /// <param name="to">Pixels of the output.</param>
    /// <param name="first">The first output pixel to compute.</param>
    /// <param name="count">Number of output pixels to compute.</param>
    /// <param name="interpolation">The kernel.</param>
    public static SeparableFilter Create(int from, int to, int first, int count, PictureInterpolation interpolation)
    {
        var filter = new SeparableFilter(count);
        var scale = (double)from / to;
        var widening = Math.Max(1, scale);
        var support = interpolation.Reach() * widening;
        for (var i = 0; i < count; i++)
        {
            var centre = (first + i + 0.5) * scale;
            var start = Math.Max(0, (int)(centre - support + 0.5));
            var end = Math.Min(from, (int)(centre + support + 0.5));
            var exact = new double[end - start];
            for (var k = 0; k < exact.Length; k++)
                exact[k] = interpolation.Weight((start + k - centre + 0.5) / widening);
            var sum = exact.Sum();
            filter._starts[i] = start;
            filter._weights[i] = [.. exact.Select(weight => (int)Math.Round(weight / sum * (1 << Bits), MidpointRounding.AwayFromZero))];
        }

        return filter;
    }

    /// <summary>The input pixels that any output pixel reads: first and count.</summary>
    public (int First, int Count) Reach() => (_starts[0], _starts[^1] + _weights[^1].Length - _starts[0]);

    /// <summary>Resizes one line.</summary>
    /// <param name="source">Holds the line's pixels <paramref name="step"/> apart, from <paramref name="origin"/> of the input on.</param>
    /// <param name="origin">The input pixel at <c>source[0]</c>.</param>
    /// <param name="target">Receives the computed pixels, <paramref name="targetStep"/> apart.</param>
    /// <param name="step">Distance between neighbours in the source.</param>
    /// <param name="targetStep">Distance between neighbours in the target.</param>
    public void Line(ReadOnlySpan<byte> source, int origin, Span<byte> target, int step, int targetStep)
    {
        for (var i = 0; i < _starts.Length; i++)
        {
            var sum = 1 << (Bits - 1);
            var at = (_starts[i] - origin) * step;
            foreach (var weight in _weights[i])
            {
                sum += source[at] * weight;
                at += step;
            }

            target[i * targetStep] = (byte)Math.Clamp(sum >> Bits, 0, 255);
        }
    }
}
