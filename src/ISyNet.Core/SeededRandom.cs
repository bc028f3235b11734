namespace ISyNet.Core;

/// <summary>
/// A stream of random numbers that depends only on its seed and its place, and is the same on every machine and .NET version.
/// Streams of different places are independent, so work can be split over threads, or resumed, without changing a number. What a
/// job draws is part of its results: trainings draw from SplitMix64, searches from xoshiro256**, and neither may change.
/// Not thread-safe; streams are cheap: give each piece of work its own stream.
/// </summary>
public sealed class SeededRandom
{
    private readonly IRandomBits _bits;

    /// <summary>The stream of a seed and a path of numbers below it, such as (epoch, image): SplitMix64.</summary>
    public SeededRandom(ulong seed, params ReadOnlySpan<ulong> path) : this(new SplitMix64(Derive(seed, path))) { }

    private SeededRandom(IRandomBits bits) => _bits = bits;

    /// <summary>The stream of a seed by xoshiro256**.</summary>
    public static SeededRandom Xoshiro(ulong seed) => new(new Xoshiro256(seed));

    /// <summary>
    /// Stream <paramref name="number"/> of a seed, by xoshiro256**: what candidate 17 of a study draws depends on nothing that
    /// other candidates drew.
    /// </summary>
    public static SeededRandom Numbered(ulong seed, int number) => Xoshiro(NumberedSeed(seed, number));

    /// <summary>The seed of stream <paramref name="number"/> of a seed.</summary>
    public static ulong NumberedSeed(ulong seed, int number) => new SplitMix64(new SplitMix64(seed).Next() ^ (uint)number).Next();

    /// <summary>The seed of the place <paramref name="path"/> below <paramref name="seed"/>.</summary>
    public static ulong Derive(ulong seed, params ReadOnlySpan<ulong> path)
    {
        var state = SplitMix64.Mix(seed + SplitMix64.Golden);
        foreach (var step in path)
            state = SplitMix64.Mix(state ^ SplitMix64.Mix(step + SplitMix64.Golden)) + SplitMix64.Golden;
        return state;
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64() => _bits.Next();

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [from, to).</summary>
    public double NextDouble(double from, double to) => from + ((to - from) * NextDouble());

    /// <summary>Uniform in 0..<paramref name="count"/>-1, without bias: Lemire's multiply and reject.</summary>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var bound = (ulong)count;
        var high = Math.BigMul(NextUInt64(), bound, out var low);
        if (low < bound)
        {
            var threshold = (0 - bound) % bound;
            while (low < threshold)
                high = Math.BigMul(NextUInt64(), bound, out low);
        }

        return (int)high;
    }

    /// <summary>Whether an event of the given probability happens.</summary>
    public bool NextBool(double probability = 0.5) => NextDouble() < probability;

    /// <summary>Standard normal, by Box and Muller.</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Gamma of shape <paramref name="alpha"/> and scale 1, by Marsaglia and Tsang (2000).</summary>
    public double NextGamma(double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        if (alpha < 1)
            return NextGamma(alpha + 1) * Math.Pow(1 - NextDouble(), 1 / alpha);
        var d = alpha - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = NextNormal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - NextDouble()) < (0.5 * x * x) + (d * (1 - v + Math.Log(v))))
                return d * v;
        }
    }

    /// <summary>Beta distribution with two equal parameters: the mixing weight of mixup.</summary>
    public double NextBeta(double alpha)
    {
        var a = NextGamma(alpha);
        var sum = a + NextGamma(alpha);
        return sum > 0 ? a / sum : 0.5;
    }

    /// <summary>The numbers 0..<paramref name="count"/>-1 in random order.</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            var j = NextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }
}
