using ISyNet.Hardware.Systolic;

namespace ISyNet.Hardware;

/// <summary>Cycles of a matrix unit for a product, on one core.</summary>
internal static class MatrixCycles
{
    /// <summary>
    /// Cycles for <paramref name="work"/> over a batch, if one core did it all. Cube: one tile product per cycle, but no fewer
    /// than <paramref name="loadCycles"/> per tile of the streamed operand. Systolic: folds times the stream plus filling and draining.
    /// </summary>
    public static double Of(MatrixWork work, MatrixUnit unit, int batch, double loadCycles)
    {
        var repeats = work.Repeats;
        switch (unit.Dataflow)
        {
            case MatrixDataflow.Cube:
                var (rows, depths, columns) = (work.RowTiles(unit.Rows, batch), MatrixWork.Ceil(work.K, unit.Depth), MatrixWork.Ceil(work.N, unit.Columns));
                return (double)repeats * rows * depths * Math.Max(columns, loadCycles);
            case MatrixDataflow.WeightStationary:
                return (double)repeats * MatrixWork.Ceil(work.K, unit.Rows) * MatrixWork.Ceil(work.N, unit.Columns)
                    * ((work.SharedWeights ? 1 : batch) * Fill(unit) + (double)work.M * batch);
            case MatrixDataflow.InputStationary:
                return (double)repeats * MatrixWork.Ceil(work.K, unit.Rows) * work.RowTiles(unit.Columns, batch) * (work.N + Fill(unit));
            default:
                return (double)repeats * work.RowTiles(unit.Rows, batch) * MatrixWork.Ceil(work.N, unit.Columns) * (work.K + Fill(unit));
        }
    }

    /// <summary>The same for a grouped convolution: on a cube, loads of the streamed operand add to the products.</summary>
    public static double Grouped(MatrixWork work, MatrixUnit unit, int batch, double loadCycles) => Of(work, unit, batch, 0)
        + (unit.Dataflow == MatrixDataflow.Cube ? (double)work.Repeats * work.RowTiles(unit.Rows, batch) * MatrixWork.Ceil(work.K, unit.Depth) * loadCycles : 0);

    private static double Fill(MatrixUnit unit) =>
        SystolicArray.FillCycles(unit.Rows, unit.Columns, unit.Dataflow == MatrixDataflow.OutputStationary);
}
