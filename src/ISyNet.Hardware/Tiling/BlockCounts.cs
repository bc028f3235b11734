using System.Collections.Immutable;

namespace ISyNet.Hardware.Tiling;

/// <summary>
/// Into how many blocks an extent is cut. Counts, not sizes: a core with fewer tiles finds every count again with smaller
/// blocks, so that more cores are never slower.
/// </summary>
internal static class BlockCounts
{
    /// <summary>1, 2, 3, 4, 6, 8, 12, 16, ... and, last, single tiles.</summary>
    public static ImmutableArray<long> Count(long tiles) =>
        [.. Doubling(tiles)[..^1].SelectMany(power => power > 1 && power / 2 * 3 < tiles ? [power, power / 2 * 3] : (long[])[power]), tiles];

    /// <summary>1, 2, 4, 8, ... and, last, single tiles.</summary>
    public static ImmutableArray<long> Doubling(long tiles)
    {
        var counts = ImmutableArray.CreateBuilder<long>();
        for (var power = 1L; power < tiles; power *= 2)
            counts.Add(power);
        counts.Add(tiles);
        return counts.ToImmutable();
    }
}
