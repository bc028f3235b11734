using ISyNet.Graph;

namespace ISyNet.Hardware.Systolic;

/// <summary>
/// The work of one layer as matrix products (im2col): an M x K matrix of inputs times a K x N matrix of weights,
/// <paramref name="Count"/> times one after another (the groups of a convolution, the heads of attention).
/// </summary>
/// <param name="Name">The layer.</param>
/// <param name="M">Output pixels of the whole batch.</param>
/// <param name="K">Length of the sum: kernel height x kernel width x input channels of a group.</param>
/// <param name="N">Filters of a group.</param>
/// <param name="Count">Products of this size.</param>
public sealed record MatrixProduct(string Name, long M, long K, long N, long Count = 1)
{
    /// <summary>The largest extent of one dimension, and of <see cref="Count"/>: keeps every count of cycles within 64 bits.</summary>
    public const long MaxExtent = 1L << 40;

    /// <summary>The largest number of multiply-accumulates of a layer.</summary>
    public const long MaxMacs = 1L << 56;

    /// <summary>Multiply-accumulates of all products.</summary>
    public long Macs => M * K * N * Count;

    /// <summary>The same product, if every extent is in range.</summary>
    /// <exception cref="GraphException">An extent is below 1 or too large; the message names the layer.</exception>
    public MatrixProduct Checked()
    {
        if (M < 1 || K < 1 || N < 1 || Count < 1)
            throw new GraphException($"layer '{Name}': a product of {Count} x ({M} x {K} x {N}) has an extent below 1");
        if (Math.Max(Math.Max(M, K), Math.Max(N, Count)) > MaxExtent || (Int128)M * K > MaxMacs || (Int128)(M * K) * N > MaxMacs
            || (Int128)(M * K * N) * Count > MaxMacs)
            throw new GraphException($"layer '{Name}': a product of {Count} x ({M} x {K} x {N}) is too large to simulate");
        return this;
    }
}
