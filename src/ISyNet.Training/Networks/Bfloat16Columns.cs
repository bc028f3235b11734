using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ISyNet.Training.Networks;

/// <summary>
/// Passes over a channels-last map of bfloat16 as a matrix, a pixel a row and a channel a column: what batch norm with a lower bound (ReLU is the
/// bound 0, none is minus infinity) needs of it, forward and backward. Computed in float32.
/// </summary>
/// <remarks>
/// A vector takes 32 columns, 16 even and 16 odd ones: a bfloat16 is the upper half of a float32, so a shift or a mask makes floats of either. A row
/// is as many pixels as make a multiple of 32 columns. Values by channel are given as <see cref="Spread"/> orders them. Rows are taken in blocks
/// that stay in the first cache, so that what belongs to a column stays in registers.
/// </remarks>
internal readonly struct Bfloat16Columns
{
    private const int Lanes = 16, Columns = 2 * Lanes, BlockElements = 8192;

    private const uint UpperHalf = 0xFFFF0000;

    private readonly int _channels, _width, _block;

    /// <param name="channels">Channels of the maps.</param>
    public Bfloat16Columns(int channels)
    {
        (_channels, _width) = (channels, checked(channels * (Columns / (int)BigInteger.GreatestCommonDivisor(channels, Columns))));
        _block = Math.Max(1, BlockElements / _width) * _width;
    }

    /// <summary>Whether this processor can pass so over maps of so many pixels, images times height times width.</summary>
    public bool CanTake(long pixels) =>
        Vector512.IsHardwareAccelerated && _channels <= BlockElements && pixels * _channels <= int.MaxValue && pixels * _channels % _width == 0;

    /// <summary>A value of each channel as the passes read it.</summary>
    public float[] Spread(ReadOnlySpan<float> byChannel)
    {
        var spread = new float[_width];
        for (var column = 0; column < _width; column++)
            spread[Place(column)] = byChannel[column % _channels];
        return spread;
    }

    /// <summary>For each channel the sums of x - pivot and of its square. A pivot near the mean keeps the squares from cancelling.</summary>
    public (double[] Sums, double[] Squares) Deviations(ReadOnlySpan<ushort> x, float[] pivot)
    {
        var (sums, squares) = (new float[_width], new float[_width]);
        for (var block = 0; block < x.Length; block += _block)
        {
            var end = Math.Min(block + _block, x.Length);
            for (var column = 0; column < _width; column += Columns)
            {
                var p = Pair.FromSpread(pivot, column);
                Pair sum = default, square = default;
                for (var i = block + column; i < end; i += _width)
                {
                    var deviation = Pair.Load(x, i) - p;
                    sum += deviation;
                    square = Pair.MultiplyAdd(deviation, deviation, square);
                }

                sum.AddTo(sums, column);
                square.AddTo(squares, column);
            }
        }

        return (Gather(sums), Gather(squares));
    }

    /// <summary>y = max(scale x + shift, bound).</summary>
    public void Forward(ReadOnlySpan<ushort> x, Span<ushort> y, float[] scale, float[] shift, float bound)
    {
        for (var block = 0; block < x.Length; block += _block)
        {
            var end = Math.Min(block + _block, x.Length);
            for (var column = 0; column < _width; column += Columns)
            {
                var (a, b) = (Pair.FromSpread(scale, column), Pair.FromSpread(shift, column));
                for (var i = block + column; i < end; i += _width)
                    Pair.MultiplyAdd(Pair.Load(x, i), a, b).AtLeast(bound).Store(y, i);
            }
        }
    }

    /// <summary>For each channel the sums of g and of g (x - mean), where g is what of dy passes the bound.</summary>
    public (double[] Sums, double[] Products) GradientSums(
        ReadOnlySpan<ushort> x, ReadOnlySpan<ushort> dy, float[] scale, float[] shift, float bound, float[] mean)
    {
        var (sums, products) = (new float[_width], new float[_width]);
        for (var block = 0; block < x.Length; block += _block)
        {
            var end = Math.Min(block + _block, x.Length);
            for (var column = 0; column < _width; column += Columns)
            {
                var (a, b, m) = (Pair.FromSpread(scale, column), Pair.FromSpread(shift, column), Pair.FromSpread(mean, column));
                Pair sum = default, product = default;
                for (var i = block + column; i < end; i += _width)
                {
                    var value = Pair.Load(x, i);
                    var gradient = Pair.Load(dy, i).Where(Pair.MultiplyAdd(value, a, b), bound);
                    sum += gradient;
                    product = Pair.MultiplyAdd(gradient, value - m, product);
                }

                sum.AddTo(sums, column);
                product.AddTo(products, column);
            }
        }

        return (Gather(sums), Gather(products));
    }

    /// <summary>dx = scale g + slope x + offset, where g is what of dy passes the bound.</summary>
    public void Backward(
        ReadOnlySpan<ushort> x, ReadOnlySpan<ushort> dy, Span<ushort> dx, float[] scale, float[] shift, float bound, float[] slope, float[] offset)
    {
        for (var block = 0; block < x.Length; block += _block)
        {
            var end = Math.Min(block + _block, x.Length);
            for (var column = 0; column < _width; column += Columns)
            {
                var (a, b) = (Pair.FromSpread(scale, column), Pair.FromSpread(shift, column));
                var (c, d) = (Pair.FromSpread(slope, column), Pair.FromSpread(offset, column));
                for (var i = block + column; i < end; i += _width)
                {
                    var value = Pair.Load(x, i);
                    var gradient = Pair.Load(dy, i).Where(Pair.MultiplyAdd(value, a, b), bound);
                    Pair.MultiplyAdd(gradient, a, Pair.MultiplyAdd(value, c, d)).Store(dx, i);
                }
            }
        }
    }

    private static int Place(int column) => (column / Columns * Columns) + (column % 2 * Lanes) + (column % Columns / 2);

    private double[] Gather(float[] spread)
    {
        var byChannel = new double[_channels];
        for (var column = 0; column < _width; column++)
            byChannel[column % _channels] += spread[Place(column)];
        return byChannel;
    }

    /// <summary>32 columns of a row.</summary>
    private readonly record struct Pair(Vector512<float> Even, Vector512<float> Odd)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Pair Load(ReadOnlySpan<ushort> memory, int at)
        {
            var bits = Vector512.Create(memory.Slice(at, Columns)).AsUInt32();
            return new Pair((bits << 16).AsSingle(), (bits & Vector512.Create(UpperHalf)).AsSingle());
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Pair FromSpread(float[] spread, int column) =>
            new(Vector512.Create(spread.AsSpan(column, Lanes)), Vector512.Create(spread.AsSpan(column + Lanes, Lanes)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Pair MultiplyAdd(Pair a, Pair b, Pair c) =>
            new(Vector512.FusedMultiplyAdd(a.Even, b.Even, c.Even), Vector512.FusedMultiplyAdd(a.Odd, b.Odd, c.Odd));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Pair operator +(Pair a, Pair b) => new(a.Even + b.Even, a.Odd + b.Odd);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Pair operator -(Pair a, Pair b) => new(a.Even - b.Even, a.Odd - b.Odd);

        // What is no number stays so: the native maximum is its second operand then.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Pair AtLeast(float bound) =>
            new(Vector512.MaxNative(Vector512.Create(bound), Even), Vector512.MaxNative(Vector512.Create(bound), Odd));

        /// <summary>This where a value is above a bound, else 0.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Pair Where(Pair value, float bound) => new(
            Even & Vector512.GreaterThan(value.Even, Vector512.Create(bound)), Odd & Vector512.GreaterThan(value.Odd, Vector512.Create(bound)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddTo(float[] spread, int column)
        {
            var sum = FromSpread(spread, column) + this;
            sum.Even.CopyTo(spread, column);
            sum.Odd.CopyTo(spread, column + Lanes);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(Span<ushort> memory, int at) =>
            ((Rounded(Even) >> 16) | (Rounded(Odd) & Vector512.Create(UpperHalf))).AsUInt16().CopyTo(memory.Slice(at, Columns));

        // The upper half becomes the nearest bfloat16, ties to even.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<uint> Rounded(Vector512<float> value)
        {
            var bits = value.AsUInt32();
            return bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One);
        }
    }
}
