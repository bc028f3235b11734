using ISyNet.Graph;

namespace ISyNet.Hardware.Lowering;

/// <summary>
/// Matrix products of one size: <paramref name="Count"/> times (M x K) x (K x N). Of a convolution, M are the output positions,
/// K = kernel area * input channels of a group, N the output channels of a group. In a lowered network all counts are per image,
/// channels are padded as the device lays them out and small groups are merged into whole blocks (zeros between them are
/// computed too); in a topology M counts the whole batch and nothing is padded.
/// </summary>
/// <param name="M">Rows.</param>
/// <param name="K">Summed products.</param>
/// <param name="N">Columns.</param>
/// <param name="Count">Products of this size: groups or blocks of merged groups, heads of attention.</param>
/// <param name="SharedWeights">Whether all images multiply with the same right-hand matrix, so that rows of a batch line up.</param>
/// <param name="RowsJoin">Whether the rows of several images fill one tile (fully connected layers).</param>
public sealed record MatrixProduct(long M, long K, long N, long Count = 1, bool SharedWeights = true, bool RowsJoin = false)
{
    /// <summary>The largest extent of one dimension, and of <see cref="Count"/>: keeps every count of cycles within 64 bits.</summary>
    public const long MaxExtent = 1L << 40;

    /// <summary>The largest number of multiply-accumulates.</summary>
    public const long MaxMacs = 1L << 56;

    /// <summary>Multiply-accumulates of all products.</summary>
    public long Macs => M * K * N * Count;

    /// <summary>Tiles along M for a batch, in rows of <paramref name="tile"/>.</summary>
    public long RowTiles(int tile, int batch) => RowsJoin ? Ceil(M * batch, tile) : Ceil(M, tile) * batch;

    /// <summary>The same product, if every extent is in range.</summary>
    /// <param name="layer">The layer that it belongs to, for the message.</param>
    /// <exception cref="GraphException">An extent is below 1 or too large; the message names the layer.</exception>
    public MatrixProduct Checked(string layer)
    {
        if (M < 1 || K < 1 || N < 1 || Count < 1)
            throw new GraphException($"layer '{layer}': a product of {Count} x ({M} x {K} x {N}) has an extent below 1");
        if (Math.Max(Math.Max(M, K), Math.Max(N, Count)) > MaxExtent || (Int128)M * K > MaxMacs || (Int128)(M * K) * N > MaxMacs
            || (Int128)(M * K * N) * Count > MaxMacs)
            throw new GraphException($"layer '{layer}': a product of {Count} x ({M} x {K} x {N}) is too large to simulate");
        return this;
    }

    /// <summary>ceil(a / b).</summary>
    internal static long Ceil(long a, long b) => (a + b - 1) / b;
}
