namespace ISyNet.Hardware.Tiling;

/// <summary>Which operand block stays in the staging buffer while the other changes.</summary>
public enum LoopOrder
{
    /// <summary>Rows in the outer loop: a block of inputs stays while the weights pass.</summary>
    RowsOuter,

    /// <summary>Columns in the outer loop: a block of weights stays while the inputs pass.</summary>
    ColumnsOuter,
}

/// <summary>How many cores share each loop of a matrix product; their product is at most the cores of the device.</summary>
/// <param name="Rows">Cores that share the rows: images of the batch, or rows of one image.</param>
/// <param name="Columns">Cores that share the output channels.</param>
/// <param name="Repeats">Cores that share the groups of a convolution or the heads of attention.</param>
public readonly record struct CoreSplit(int Rows, int Columns, int Repeats)
{
    /// <summary>Cores in use.</summary>
    public int Cores => Rows * Columns * Repeats;
}

/// <summary>Extents of a block of a matrix product in tiles of the matrix unit.</summary>
/// <param name="Rows">Along M.</param>
/// <param name="Depth">Along K.</param>
/// <param name="Columns">Along N.</param>
public readonly record struct Block(long Rows, long Depth, long Columns);

/// <summary>
/// How a matrix product is cut: over cores, then into blocks that the staging buffer holds twice, then into blocks that the
/// operand and accumulator buffers of the matrix unit hold twice.
/// </summary>
/// <param name="Split">Over the cores.</param>
/// <param name="Order">Loop order of the staging blocks.</param>
/// <param name="Counts">Number of staging blocks of a core along each extent; they differ by a tile at most.</param>
/// <param name="Staging">The largest staging block (L1).</param>
/// <param name="Operand">The largest block of the matrix unit's own buffers (L0).</param>
public readonly record struct MatrixTiling(CoreSplit Split, LoopOrder Order, Block Counts, Block Staging, Block Operand);
