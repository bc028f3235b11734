using ISyNet.Hardware.Tiling;

namespace ISyNet.Hardware.Tests;

/// <summary>
/// Walks the loops of a tiling block by block, with the true size of every remainder, and plays what load, feed, matrix unit, vector
/// unit and store do, each with two buffers: the judge of the closed forms of the schedule. For a cube, one core, unlimited external memory.
/// </summary>
internal sealed class TileWalk(Device device, LoweredOperation operation, MatrixTiling tiling, int batch)
{
    private const double HandOver = 16;

    private readonly DeviceConstants _constants = device.Constants;
    private readonly CoreMemory _local = device.Local!;
    private readonly MatrixUnit _unit = device.Precision.Matrix;
    private readonly int _bytes = device.Precision.Bytes;
    // Fills and drains of the matrix unit, one per image and block of groups, are spread over its tile products.
    private readonly double _productCycles = 1 + (device.Constants.StartCycles
        / (Tiles(operation.Matrix!.M, device.Precision.Matrix.Rows) * Tiles(operation.Matrix.K, device.Precision.Matrix.Depth) * Tiles(operation.Matrix.N, device.Precision.Matrix.Columns)));

    private readonly Ring _fed = new(), _summed = new(), _loaded = new();
    private double _load, _feed, _matrix, _vector, _store;
    private (long, long, long) _left = (-1, -1, -1), _right = (-1, -1, -1), _fedLeft = (-1, -1, -1), _fedRight = (-1, -1, -1);

    /// <summary>Milliseconds from the first load to the end of the last store, with the better order of the inner loops.</summary>
    public static double Milliseconds(Device device, LoweredOperation operation, MatrixTiling tiling, int batch) => Math.Min(
        new TileWalk(device, operation, tiling, batch).Run(columnsInner: true), new TileWalk(device, operation, tiling, batch).Run(columnsInner: false))
        / device.ClockMHz * 1e-3;

    private double Run(bool columnsInner)
    {
        var work = operation.Matrix!;
        var rows = work.RowTiles(_unit.Rows, batch);
        var (depth, columns) = (Tiles(work.K, _unit.Depth), Tiles(work.N, _unit.Columns));
        for (long repeat = 0; repeat < work.Count; repeat++)
        {
            foreach (var (r, c) in Order(rows, tiling.Staging.Rows, columns, tiling.Staging.Columns, tiling.Order == LoopOrder.RowsOuter))
            {
                for (long d = 0; d < depth; d += tiling.Staging.Depth)
                {
                    var block = new Block(Math.Min(tiling.Staging.Rows, rows - r), Math.Min(tiling.Staging.Depth, depth - d), Math.Min(tiling.Staging.Columns, columns - c));
                    Item((repeat, r, d), (repeat, c, d), block, new Block(rows, depth, columns), d + tiling.Staging.Depth >= depth, columnsInner);
                }
            }
        }

        return _store;
    }

    private void Item((long, long, long) left, (long, long, long) right, Block block, Block whole, bool last, bool columnsInner)
    {
        var outputs = (double)block.Rows * block.Columns / (whole.Rows * whole.Columns * operation.Matrix!.Count) * batch;
        double perRow = (double)operation.Inputs[0].Elements * batch * _bytes / (whole.Rows * operation.Matrix.Count), bytes = 0;
        if (left != _left)
            bytes += block.Rows * perRow * block.Depth / whole.Depth;
        if (right != _right)
            bytes += (double)block.Depth * block.Columns * _unit.Depth * _unit.Columns * _bytes;
        if (last)
            bytes += outputs * (operation.InputElements - operation.Inputs[0].Elements) * _bytes;
        (_left, _right) = (left, right);
        _load = Math.Max(_load, _loaded.FreeAt) + (bytes / (device.Cache.ReadBytesPerCycle * _constants.CacheEfficiency)) + HandOver;
        var ready = _load;
        foreach (var (r, c) in Order(block.Rows, tiling.Operand.Rows, block.Columns, tiling.Operand.Columns, columnsInner))
        {
            long rows = Math.Min(tiling.Operand.Rows, block.Rows - r), columns = Math.Min(tiling.Operand.Columns, block.Columns - c);
            for (long d = 0; d < block.Depth; d += tiling.Operand.Depth)
                Step(ready, (left.Item1, left.Item2 + r, left.Item3 + d), (right.Item1, right.Item2 + c, right.Item3 + d), rows, Math.Min(tiling.Operand.Depth, block.Depth - d), columns, d == 0);
            if (last)
                Drain(rows * columns / (whole.Rows * (double)whole.Columns * operation.Matrix.Count), rows * columns);
        }

        _loaded.Use(_feed);
        if (last)
            _store = Math.Max(_store, _vector) + (outputs * operation.OutputElements * _bytes / (device.Cache.WriteBytesPerCycle * _constants.CacheEfficiency)) + HandOver;
    }

    private void Step(double ready, (long, long, long) left, (long, long, long) right, long rows, long depth, long columns, bool first)
    {
        var cycles = HandOver;
        if (left != _fedLeft)
            cycles += rows * depth * Math.Max(_constants.TileLoadCycles, _unit.Rows * _unit.Depth * _bytes / _local.StagingToLeft);
        if (right != _fedRight)
            cycles += depth * columns * (_unit.Depth * _unit.Columns * _bytes / _local.StagingToRight);
        (_fedLeft, _fedRight) = (left, right);
        _feed = Math.Max(Math.Max(_feed, ready), _fed.FreeAt) + cycles;
        _matrix = Math.Max(Math.Max(_matrix, _feed), first ? _summed.FreeAt : 0) + (rows * depth * columns * _productCycles);
        _fed.Use(_matrix);
    }

    private void Drain(double share, long tiles)
    {
        var drained = tiles * Math.Max(_constants.DrainCycles, _unit.Rows * _unit.Columns * device.Precision.AccumulatorBytes / _local.AccumulatorToVector);
        _vector = Math.Max(_vector, _matrix) + drained + (share * batch * operation.VectorElements / device.VectorLanes) + HandOver;
        _summed.Use(_vector);
    }

    private static IEnumerable<(long Row, long Column)> Order(long rows, long rowStep, long columns, long columnStep, bool rowsOuter)
    {
        var (outer, outerStep, inner, innerStep) = rowsOuter ? (rows, rowStep, columns, columnStep) : (columns, columnStep, rows, rowStep);
        for (long o = 0; o < outer; o += outerStep)
        {
            for (long i = 0; i < inner; i += innerStep)
                yield return rowsOuter ? (o, i) : (i, o);
        }
    }

    private static long Tiles(long extent, int tile) => (extent + tile - 1) / tile;

    /// <summary>Two buffers: the next use must wait until the use before the last is done with.</summary>
    private sealed class Ring
    {
        private double _last;

        public double FreeAt { get; private set; }

        public void Use(double until) => (FreeAt, _last) = (_last, until);
    }
}
