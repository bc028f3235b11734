using System.Collections.Immutable;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Tiling;

/// <summary>What is left for each core when work is cut into the largest share that a core gets.</summary>
internal static class CoreLoads
{
    /// <summary>Of a matrix product: the first core has 1, an idle one 0.</summary>
    public static ImmutableArray<double> Split(MatrixGeometry geometry, CoreSplit split) =>
    [
        .. from row in Loads(geometry.RowTiles, split.Rows)
           from column in Loads(geometry.ColumnTiles, split.Columns)
           from repeat in Loads(geometry.Repeats, split.Repeats)
           select row * column * repeat,
    ];

    /// <summary>Of one extent: rows, columns, repeats, lines.</summary>
    public static ImmutableArray<double> Loads(long extent, int cores)
    {
        var share = MatrixProduct.Ceil(extent, cores);
        return [.. Enumerable.Range(0, cores).Select(core => (double)Math.Clamp(extent - (core * share), 0, share) / share)];
    }
}
