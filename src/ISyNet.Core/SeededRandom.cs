namespace ISyNet.Core;

/// <summary>
/// A stream of random numbers that depends on its seed and path alone: the SplitMix64 generator (Steele, Lea and Flood 2014).
/// Streams of different paths are independent, so work can be cut over threads, or resumed, without changing a number.
/// Not thread-safe; give each piece of work its own stream.
/// </summary>
public sealed class SeededRandom
{
    private const ulong Golden = 0x9e3779b97f4a7c15;
    private ulong _state;

    /// <summary>The stream of a seed and a path of numbers below it, such as (epoch, image).</summary>
    public SeededRandom(ulong seed, params ReadOnlySpan<ulong> path) => _state = Derive(seed, path);

    /// <summary>A seed of its own for the place that <paramref name="path"/> names below <paramref name="seed"/>.</summary>
    public static ulong Derive(ulong seed, params ReadOnlySpan<ulong> path)
    {
        var state = Mix(seed + Golden);
        foreach (var step in path)
            state = Mix(state ^ Mix(step + Golden)) + Golden;
        return state;
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64() => Mix(_state += Golden);

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [from, to).</summary>
    public double NextDouble(double from, double to) => from + ((to - from) * NextDouble());

    /// <summary>Uniform in 0..<paramref name="count"/>-1, without bias beyond 2^-32.</summary>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return (int)Math.BigMul(NextUInt64(), (ulong)count, out _);
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

    /// <summary>Beta of two equal parameters, the mixing weight of mixup.</summary>
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

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
