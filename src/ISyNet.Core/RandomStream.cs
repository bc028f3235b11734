using System.Numerics;

namespace ISyNet.Core;

/// <summary>
/// A stream of random numbers that is the same on every machine and .NET version: xoshiro256** (Blackman and Vigna),
/// seeded by SplitMix64. A stream belongs to a (seed, number) pair, so that what candidate 17 draws depends on nothing
/// that other candidates drew. Not thread-safe; streams are cheap, make one per use.
/// </summary>
public sealed class RandomStream
{
    private ulong _a, _b, _c, _d;

    /// <summary>The stream of a seed.</summary>
    public RandomStream(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>The stream of one candidate of a study.</summary>
    public static RandomStream For(ulong studySeed, int number) => new(SeedOf(studySeed, number));

    /// <summary>The seed of one candidate: SplitMix64's finaliser over study seed and number.</summary>
    public static ulong SeedOf(ulong studySeed, int number)
    {
        var state = studySeed;
        state = SplitMix(ref state) ^ (ulong)(uint)number;
        return SplitMix(ref state);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, <paramref name="count"/>), without bias (Lemire's multiply and reject).</summary>
    public int Next(int count)
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

    /// <summary>Uniform in [0, 1), in steps of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
