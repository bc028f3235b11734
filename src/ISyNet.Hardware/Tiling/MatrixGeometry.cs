using ISyNet.Graph.Ops;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Tiling;

/// <summary>
/// The matrix product of an operation for a whole batch, counted in tiles of the matrix unit, with what each tile moves.
/// Equal geometries have equal plans.
/// </summary>
/// <param name="RowTiles">Tiles along M of one repeat.</param>
/// <param name="DepthTiles">Tiles along K.</param>
/// <param name="ColumnTiles">Tiles along N.</param>
/// <param name="Repeats">Products one after another: groups, heads, and images where each has its own right-hand matrix.</param>
/// <param name="InputBytes">Of the left operand as it lies in memory (before im2col) per row tile and full depth.</param>
/// <param name="HaloBytes">Input rows that a block of outputs needs beyond its own, at full depth.</param>
/// <param name="SideBytes">Fused further operands (a residual) per tile of the output.</param>
/// <param name="OutputBytes">Per tile of the output.</param>
/// <param name="VectorMs">Fused passes per tile of the output.</param>
/// <param name="ExternalMs">Activations to and from external memory, all cores.</param>
/// <param name="StartMs">Fills and drains of the matrix unit, spread over the tile products.</param>
/// <param name="GroupLoadMs">What the matrix unit waits for a tile of the left operand, in a grouped convolution.</param>
internal readonly record struct MatrixGeometry(
    long RowTiles, long DepthTiles, long ColumnTiles, long Repeats,
    double InputBytes, double HaloBytes, double SideBytes, double OutputBytes, double VectorMs, double ExternalMs,
    double StartMs, double GroupLoadMs)
{
    public static MatrixGeometry Create(LoweredOperation operation, MatrixProduct work, LoweredNetwork fused, int batch, UnitRates rates, double externalMs)
    {
        var bytes = rates.Device.Precision.Bytes;
        var rows = work.SharedWeights ? work.RowTiles(rates.RowsPerTile, batch) : MatrixProduct.Ceil(work.M, rates.RowsPerTile);
        var columns = MatrixProduct.Ceil(work.N, rates.ColumnsPerTile);
        var repeats = work.SharedWeights ? work.Count : work.Count * batch;
        double rowTiles = (double)rows * repeats, outputTiles = rowTiles * columns;
        var left = operation.Inputs.IsEmpty ? null : operation.Inputs[0];
        var right = work.SharedWeights || operation.Inputs.Length < 2 ? 0 : operation.Inputs[1].Elements;
        var side = operation.InputElements - (left?.Elements ?? 0) - right;
        return new MatrixGeometry(
            rows, MatrixProduct.Ceil(work.K, rates.DepthPerTile), columns, repeats,
            (left?.Elements ?? 0) * (double)batch * bytes / rowTiles,
            HaloRows(operation, fused) * (left is { Shape.IsMap: true } ? (double)left.Elements / left.Shape.Height : 0) * bytes / work.Count,
            side * (double)batch * bytes / outputTiles,
            operation.OutputElements * (double)batch * bytes / outputTiles,
            rates.VectorMs(operation) * batch / outputTiles,
            externalMs,
            work.RowsJoin ? 0 : rates.StartMs * work.Count * batch / (outputTiles * MatrixProduct.Ceil(work.K, rates.DepthPerTile)),
            operation.Class == OpClass.GroupConv ? rates.GroupLoadMs : 0);
    }

    /// <summary>The largest share of one core.</summary>
    public MatrixGeometry Share(CoreSplit split) => this with
    {
        RowTiles = MatrixProduct.Ceil(RowTiles, split.Rows),
        ColumnTiles = MatrixProduct.Ceil(ColumnTiles, split.Columns),
        Repeats = MatrixProduct.Ceil(Repeats, split.Repeats),
    };

    /// <summary>The largest of so many blocks that differ by a tile at most.</summary>
    public Block LargestBlock(Block counts) =>
        new(MatrixProduct.Ceil(RowTiles, counts.Rows), MatrixProduct.Ceil(DepthTiles, counts.Depth), MatrixProduct.Ceil(ColumnTiles, counts.Columns));

    /// <summary>The average of so many blocks.</summary>
    public AverageBlock AverageBlock(Block counts) =>
        new((double)RowTiles / counts.Rows, (double)DepthTiles / counts.Depth, (double)ColumnTiles / counts.Columns);

    private static int HaloRows(LoweredOperation operation, LoweredNetwork fused) => fused.Network.Layers[operation.Layers[0]].Op is Conv { Window: var window }
        ? Math.Max(0, (window.DilationH * (window.KernelH - 1)) + 1 - window.StrideH)
        : 0;
}

/// <summary>What a block is on average, in tiles.</summary>
/// <param name="Rows">Along M.</param>
/// <param name="Depth">Along K.</param>
/// <param name="Columns">Along N.</param>
internal readonly record struct AverageBlock(double Rows, double Depth, double Columns);
