namespace ISyNet.Hardware;

/// <summary>
/// The products of one operation: <paramref name="Repeats"/> times (M x K) x (K x N) per image. A convolution is M output
/// positions, K = kernel area * input channels, N output channels, with channels padded as the device lays them out and small
/// groups merged into whole blocks (zeros between them are computed too).
/// </summary>
/// <param name="M">Rows per image.</param>
/// <param name="K">Summed products, padding included.</param>
/// <param name="N">Columns, padding not included.</param>
/// <param name="Repeats">Products per image: blocks of merged groups, or heads of attention.</param>
/// <param name="SharedWeights">Whether all images multiply with the same right-hand matrix, so that rows of a batch line up.</param>
/// <param name="RowsJoin">Whether the rows of several images fill one tile (fully connected layers).</param>
public sealed record MatrixWork(long M, long K, long N, long Repeats, bool SharedWeights, bool RowsJoin)
{
    /// <summary>Tiles along M for a batch, in rows of <paramref name="tile"/>.</summary>
    public long RowTiles(int tile, int batch) => RowsJoin ? Ceil(M * batch, tile) : Ceil(M, tile) * batch;

    /// <summary>ceil(a / b).</summary>
    internal static long Ceil(long a, long b) => (a + b - 1) / b;
}
