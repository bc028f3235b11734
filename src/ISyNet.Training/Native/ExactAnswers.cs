using System.Globalization;

namespace ISyNet.Training.Native;

/// <summary>Operands of a question and its exact answers: output and both gradients, from loops in double precision.</summary>
internal sealed class ExactAnswers
{
    /// <param name="asked">The question.</param>
    /// <param name="bfloat16">Whether operands are bfloat16.</param>
    /// <param name="transformed">Whether it may be computed by a transform.</param>
    public ExactAnswers(Question asked, bool bfloat16, bool transformed = false)
    {
        var random = new SeededRandom(1, (ulong)asked.Images, (ulong)asked.In, (ulong)asked.Out, (ulong)asked.Side, (ulong)asked.Kernel);
        var turned = asked.Kind == QuestionKind.Transposed;
        X = Operand.Random([asked.Images, asked.In, asked.Side, asked.Side], bfloat16, random);
        DY = Operand.Random([asked.Images, asked.Out, asked.OutSide, asked.OutSide], bfloat16, random);
        W = Operand.Random(turned ? [asked.In, asked.Out, asked.Kernel, asked.Kernel] : [asked.Out, asked.In / asked.Groups, asked.Kernel, asked.Kernel], bfloat16, random);
        // A processor without bfloat16 may round the sums of each pixel of the kernel, or of each image, before it adds them up.
        var (once, taps, images) = (1, asked.Kernel * asked.Kernel, asked.Images);
        Y = new Answer(DY.Shape, bfloat16 ? turned ? taps : once : 0, transformed);
        DX = new Answer(X.Shape, bfloat16 ? turned ? once : taps : 0, transformed);
        DW = new Answer(W.Shape, bfloat16 ? images : 0, transformed);
        // A transposed convolution is the gradient of a convolution from its output to its input.
        if (turned)
            Convolve(asked, DY, W, X, DX, DW, Y);
        else
            Convolve(asked, X, W, DY, Y, DW, DX);
    }

    public Operand X { get; }

    public Operand W { get; }

    /// <summary>The gradient of the output.</summary>
    public Operand DY { get; }

    public Answer Y { get; }

    /// <summary>The gradient of the input.</summary>
    public Answer DX { get; }

    /// <summary>The gradient of the weights.</summary>
    public Answer DW { get; }

    // Every product of the convolution once, into all three sums that it belongs to.
    private static void Convolve(Question asked, Operand x, Operand w, Operand dy, Answer y, Answer dw, Answer dx)
    {
        var (channels, rows, columns) = ((int)x.Shape[1], (int)x.Shape[2], (int)x.Shape[3]);
        var (outputs, outRows, outColumns) = ((int)dy.Shape[1], (int)dy.Shape[2], (int)dy.Shape[3]);
        var (slice, perGroup) = (channels / asked.Groups, outputs / asked.Groups);
        for (var weight = 0; weight < w.Values.Length; weight++)
        {
            var (kx, ky) = (weight % asked.Kernel, weight / asked.Kernel % asked.Kernel);
            var o = weight / (asked.Kernel * asked.Kernel) / slice;
            var i = (o / perGroup * slice) + (weight / (asked.Kernel * asked.Kernel) % slice);
            for (var row = 0; row < asked.Images * outRows; row++)
            {
                var (image, iy) = (row / outRows, (row % outRows * asked.Stride) + ky - asked.Pad);
                if (iy < 0 || iy >= rows)
                    continue;
                var input = ((((image * channels) + i) * rows) + iy) * columns;
                var output = ((((image * outputs) + o) * outRows) + (row % outRows)) * outColumns;
                for (var ox = 0; ox < outColumns; ox++)
                {
                    var ix = (ox * asked.Stride) + kx - asked.Pad;
                    if (ix < 0 || ix >= columns)
                        continue;
                    y.Add(output + ox, x.Values[input + ix] * w.Values[weight]);
                    dx.Add(input + ix, dy.Values[output + ox] * w.Values[weight]);
                    dw.Add(weight, dy.Values[output + ox] * x.Values[input + ix]);
                }
            }
        }
    }
}

/// <summary>A tensor of random values that the arithmetic in question holds exactly.</summary>
internal sealed record Operand(long[] Shape, double[] Values)
{
    public static Operand Random(long[] shape, bool bfloat16, SeededRandom random)
    {
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            var value = (float)random.NextDouble(-1, 1);
            values[i] = bfloat16 ? BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000) : value;
        }

        return new Operand(shape, values);
    }
}

/// <summary>A tensor of sums of products, and of their absolute values, by which rounding is bounded.</summary>
/// <param name="shape">Its shape.</param>
/// <param name="bfloat16Roundings">How often a sum may be rounded to bfloat16 on its way; 0 in float32.</param>
/// <param name="transformed">Whether it may have been computed by a transform of tiles.</param>
internal sealed class Answer(long[] shape, int bfloat16Roundings, bool transformed = false)
{
    // A transform mixes the pixels of a tile, so its error is relative to the largest of them, and its constants enlarge it: for tiles of 4x4 results of
    // a 3x3 kernel some ten times (Barabasz et al., arXiv 1803.10986, table 2), for larger ones more. Errors of broken kernels are 0.2 to 1.
    private const double Transform = 64;

    // Higham, Accuracy and Stability of Numerical Algorithms, section 3.1: a sum of n products, in any order, is off by at most about n roundings of the
    // sum of their sizes, and by its square root where roundings are like chance. The sums themselves are float32 in both arithmetics.
    private const double Float32Rounding = 1.0 / (1 << 24), Bfloat16Rounding = 1.0 / (1 << 8);
    private readonly double[] _sums = new double[Count(shape)], _sizes = new double[Count(shape)];
    private readonly int[] _terms = new int[Count(shape)];

    public long[] Shape => shape;

    public void Add(int at, double product)
    {
        _sums[at] += product;
        _sizes[at] += Math.Abs(product);
        _terms[at]++;
    }

    /// <summary>What is wrong with libtorch's values; null where rounding explains every difference.</summary>
    public string? Wrong(ReadOnlySpan<float> values)
    {
        if (values.Length != _sums.Length)
            return string.Create(CultureInfo.InvariantCulture, $"{values.Length} values instead of {_sums.Length}");
        var largest = _sizes.Max();
        for (var i = 0; i < values.Length; i++)
        {
            var relative = Float32Rounding * (_terms[i] + 2);
            if (bfloat16Roundings > 0)
                relative += Bfloat16Rounding * (1 + Math.Sqrt(bfloat16Roundings));
            // What is no number is below no bound.
            if (!(Math.Abs(values[i] - _sums[i]) <= (transformed ? relative * Transform * largest : relative * _sizes[i])))
                return string.Create(CultureInfo.InvariantCulture, $"{values[i]:g6} instead of {_sums[i]:g6}");
        }

        return null;
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);
}
