using System.Collections.Immutable;

namespace ISyNet.Hardware.Tiling;

/// <summary>
/// Into how many blocks an extent is cut: 1, 2, 3, 4, 6, 8, 12, 16, ... and single tiles. Counts, not sizes: a core with fewer tiles
/// finds every count again with smaller blocks, so that more cores are never slower.
/// </summary>
internal static class BlockCounts
{
    /// <summary>The counts for an extent, ascending, with single tiles as the last.</summary>
    public static ImmutableArray<long> Of(long tiles)
    {
        var counts = ImmutableArray.CreateBuilder<long>();
        for (var power = 1L; power < tiles; power *= 2)
        {
            counts.Add(power);
            if (power > 1 && power / 2 * 3 < tiles)
                counts.Add(power / 2 * 3);
        }

        counts.Add(tiles);
        return counts.ToImmutable();
    }
}
