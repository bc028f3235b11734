using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;
using ISyNet.Hardware.Tiling;

namespace ISyNet.Hardware.Tests;

/// <summary>
/// Walks the loops of a tiling block by block, with the true size of every remainder, and plays what load, feed, matrix unit, vector
/// unit and store do, with two buffers for each operand and for the sums: the judge of the closed forms of the schedule. For a cube, one core, unlimited external memory.
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

    private readonly Buffers _left = new(), _right = new(), _fedLeft = new(), _fedRight = new(), _sums = new();
    private double _load, _feed, _matrix, _vector, _store;

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
            var (rowCuts, depthCuts, columnCuts) = (Cuts(rows, tiling.Counts.Rows), Cuts(depth, tiling.Counts.Depth), Cuts(columns, tiling.Counts.Columns));
            foreach (var (r, c) in Order(tiling.Counts.Rows, tiling.Counts.Columns, tiling.Order == LoopOrder.RowsOuter))
            {
                for (long d = 0; d < tiling.Counts.Depth; d++)
                {
                    var block = new Block(rowCuts[r + 1] - rowCuts[r], depthCuts[d + 1] - depthCuts[d], columnCuts[c + 1] - columnCuts[c]);
                    Item((repeat, rowCuts[r], depthCuts[d]), (repeat, columnCuts[c], depthCuts[d]), block, new Block(rows, depth, columns), d + 1 == tiling.Counts.Depth, columnsInner);
                }
            }
        }

        return _store;
    }

    private void Item((long, long, long) left, (long, long, long) right, Block block, Block whole, bool last, bool columnsInner)
    {
        var outputs = (double)block.Rows * block.Columns / (whole.Rows * whole.Columns * operation.Matrix!.Count) * batch;
        var perRow = (double)operation.Inputs[0].Elements * batch * _bytes / (whole.Rows * operation.Matrix!.Count);
        _load += HandOver;
        if (_left.IsNew(left))
            _load = Math.Max(_load, _left.FreeAt) + Loaded(block.Rows * perRow * block.Depth / whole.Depth);
        if (_right.IsNew(right))
            _load = Math.Max(_load, _right.FreeAt) + Loaded((double)block.Depth * block.Columns * _unit.Depth * _unit.Columns * _bytes);
        if (last)
            _load += Loaded(outputs * (operation.InputElements - operation.Inputs[0].Elements) * _bytes);
        var ready = _load;
        var (rowCuts, depthCuts, columnCuts) = (
            Cuts(block.Rows, Tiles(block.Rows, tiling.Operand.Rows)), Cuts(block.Depth, Tiles(block.Depth, tiling.Operand.Depth)), Cuts(block.Columns, Tiles(block.Columns, tiling.Operand.Columns)));
        foreach (var (r, c) in Order(rowCuts.Length - 1, columnCuts.Length - 1, columnsInner))
        {
            long rows = rowCuts[r + 1] - rowCuts[r], columns = columnCuts[c + 1] - columnCuts[c];
            for (long d = 0; d < depthCuts.Length - 1; d++)
            {
                Step(
                    ready, (left.Item1, left.Item2 + rowCuts[r], left.Item3 + depthCuts[d]), (right.Item1, right.Item2 + columnCuts[c], right.Item3 + depthCuts[d]),
                    rows, depthCuts[d + 1] - depthCuts[d], columns, d == 0);
            }

            if (last)
                Drain(rows * columns / (whole.Rows * (double)whole.Columns * operation.Matrix!.Count), rows * columns);
        }

        _left.UseUntil(_feed);
        _right.UseUntil(_feed);
        if (last)
            _store = Math.Max(_store, _vector) + (outputs * operation.OutputElements * _bytes / (device.Cache.WriteBytesPerCycle * _constants.CacheEfficiency)) + HandOver;
    }

    private void Step(double ready, (long, long, long) left, (long, long, long) right, long rows, long depth, long columns, bool first)
    {
        _feed = Math.Max(_feed, ready) + HandOver;
        if (_fedLeft.IsNew(left))
            _feed = Math.Max(_feed, _fedLeft.FreeAt) + (rows * depth * Math.Max(_constants.TileLoadCycles, _unit.Rows * _unit.Depth * _bytes / _local.StagingToLeft));
        if (_fedRight.IsNew(right))
            _feed = Math.Max(_feed, _fedRight.FreeAt) + (depth * columns * (_unit.Depth * _unit.Columns * _bytes / _local.StagingToRight));
        if (first)
            _sums.IsNew((left.Item1, left.Item2, right.Item2));
        _matrix = Math.Max(Math.Max(_matrix, _feed), _sums.FreeAt) + (rows * depth * columns * _productCycles);
        _fedLeft.UseUntil(_matrix);
        _fedRight.UseUntil(_matrix);
    }

    private void Drain(double share, long tiles)
    {
        var drained = tiles * Math.Max(_constants.DrainCycles, _unit.Rows * _unit.Columns * device.Precision.AccumulatorBytes / _local.AccumulatorToVector);
        _vector = Math.Max(_vector, _matrix) + drained + (share * batch * operation.VectorElements / device.VectorLanes) + HandOver;
        _sums.UseUntil(_vector);
    }

    private double Loaded(double bytes) => bytes / (device.Cache.ReadBytesPerCycle * _constants.CacheEfficiency);

    private static IEnumerable<(long Row, long Column)> Order(long rows, long columns, bool rowsOuter)
    {
        var (outer, inner) = rowsOuter ? (rows, columns) : (columns, rows);
        for (long o = 0; o < outer; o++)
        {
            for (long i = 0; i < inner; i++)
                yield return rowsOuter ? (o, i) : (i, o);
        }
    }

    // Where blocks begin that differ by one at most, the larger ones first.
    private static long[] Cuts(long extent, long blocks) => [.. Enumerable.Range(0, (int)blocks + 1).Select(i => ((i * extent) + blocks - 1) / blocks)];

    private static long Tiles(long extent, long tile) => (extent + tile - 1) / tile;

    /// <summary>Two buffers, for the last block and the one before it, whose place a new block takes when that is done with.</summary>
    private sealed class Buffers
    {
        private (long, long, long) _last = (-1, -1, -1);
        private double _lastInUse, _beforeInUse;

        /// <summary>When the place of the last block became free.</summary>
        public double FreeAt { get; private set; }

        /// <summary>Whether a block is another than the last one; if so, it is the last one now.</summary>
        public bool IsNew((long, long, long) block)
        {
            if (block == _last)
                return false;
            (_last, FreeAt, _beforeInUse) = (block, _beforeInUse, _lastInUse);
            return true;
        }

        /// <summary>The last block is in use until then.</summary>
        public void UseUntil(double time) => _lastInUse = time;
    }
}
