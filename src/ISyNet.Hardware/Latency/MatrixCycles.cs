using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;
using ISyNet.Hardware.Systolic;

namespace ISyNet.Hardware.Latency;

/// <summary>Cycles of a matrix unit for a product, on one core.</summary>
internal static class MatrixCycles
{
    /// <summary>
    /// Cycles for <paramref name="product"/> over a batch, if one core did it all. Cube: one tile product per cycle, but no fewer
    /// than <paramref name="loadCycles"/> per tile of the streamed operand. Systolic: folds times the stream plus filling and draining.
    /// </summary>
    public static double Count(MatrixProduct product, MatrixUnit unit, int batch, double loadCycles)
    {
        var repeats = product.Count;
        switch (unit.Dataflow)
        {
            case Dataflow.Cube:
                var (rows, depths, columns) = (product.RowTiles(unit.Rows, batch), MatrixProduct.Ceil(product.K, unit.Depth), MatrixProduct.Ceil(product.N, unit.Columns));
                return (double)repeats * rows * depths * Math.Max(columns, loadCycles);
            case Dataflow.WeightStationary:
                return (double)repeats * MatrixProduct.Ceil(product.K, unit.Rows) * MatrixProduct.Ceil(product.N, unit.Columns)
                    * ((product.SharedWeights ? 1 : batch) * Fill(unit) + (double)product.M * batch);
            case Dataflow.InputStationary:
                return (double)repeats * MatrixProduct.Ceil(product.K, unit.Rows) * product.RowTiles(unit.Columns, batch) * (product.N + Fill(unit));
            default:
                return (double)repeats * product.RowTiles(unit.Rows, batch) * MatrixProduct.Ceil(product.N, unit.Columns) * (product.K + Fill(unit));
        }
    }

    /// <summary>The same for a grouped convolution: on a cube, loads of the streamed operand add to the products.</summary>
    public static double Grouped(MatrixProduct product, MatrixUnit unit, int batch, double loadCycles) => Count(product, unit, batch, 0)
        + (unit.Dataflow == Dataflow.Cube ? (double)product.Count * product.RowTiles(unit.Rows, batch) * MatrixProduct.Ceil(product.K, unit.Depth) * loadCycles : 0);

    /// <summary>
    /// Cycles of the busiest core where each computes one block of the output at a time: every core that has work computes a whole
    /// block, however little of it is needed. A product narrower than a block gets a narrower one; a group does not.
    /// </summary>
    public static double OfBlocks(MatrixProduct product, MatrixUnit unit, int batch, int cores, bool grouped)
    {
        var rows = product.RowTiles(unit.Rows, batch) * unit.Rows;
        var blocks = product.Count * MatrixProduct.Ceil(rows, unit.BlockRows) * MatrixProduct.Ceil(product.N, unit.BlockColumns);
        var height = MatrixProduct.Ceil(Math.Min(rows, unit.BlockRows), unit.Rows);
        var width = MatrixProduct.Ceil(grouped ? unit.BlockColumns : Math.Min(product.N, unit.BlockColumns), unit.Columns);
        return (double)MatrixProduct.Ceil(blocks, cores) * height * width * MatrixProduct.Ceil(product.K, unit.Depth);
    }

    private static double Fill(MatrixUnit unit) =>
        SystolicArray.FillCycles(unit.Rows, unit.Columns, unit.Dataflow == Dataflow.OutputStationary);
}
