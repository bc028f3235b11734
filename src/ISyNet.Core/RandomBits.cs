using System.Numerics;

namespace ISyNet.Core;

/// <summary>Where a <see cref="SeededRandom"/> takes its bits from.</summary>
internal interface IRandomBits
{
    ulong Next();
}

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): 64 bits of state, so that a stream is cheap to create.</summary>
internal sealed class SplitMix64(ulong state) : IRandomBits
{
    public const ulong Golden = 0x9e3779b97f4a7c15;

    private ulong _state = state;

    public ulong Next() => Mix(_state += Golden);

    /// <summary>The finaliser: every bit of the input affects every bit of the output.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}

/// <summary>xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64 as its authors advise.</summary>
internal sealed class Xoshiro256 : IRandomBits
{
    private ulong _a, _b, _c, _d;

    public Xoshiro256(ulong seed)
    {
        var states = new SplitMix64(seed);
        (_a, _b, _c, _d) = (states.Next(), states.Next(), states.Next(), states.Next());
    }

    public ulong Next()
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
}
