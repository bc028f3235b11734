namespace ISyNet.Hardware;

/// <summary>The closed form of one operation.</summary>
internal sealed class OperationCost(Device device)
{
    private readonly CostConstants _constants = device.Constants;
    private readonly double _msPerCycle = 1e-3 / device.ClockMHz;
    private readonly int _bytes = device.Precision.Bytes;
    private readonly MatrixUnit _matrix = device.Precision.Matrix;

    /// <summary>The cost of an operation for a batch.</summary>
    public Cost Of(FusedOp operation, int batch)
    {
        var perCore = _msPerCycle * Share(operation, batch);
        var matrix = operation.Matrix is { } work ? MatrixCycles.Of(work, _matrix, batch, _constants.TileLoadCycles) * perCore : 0;
        var vector = VectorCycles(operation, batch) * perCore;
        var input = 0.0;
        var external = (double)operation.WeightElements;
        foreach (var read in operation.Inputs)
        {
            input += read.Elements;
            external += read.Elements * (double)batch * Missed(read.Producer < 0 ? double.PositiveInfinity : read.ReuseElements * (double)batch);
        }

        var moved = operation.MovedElements * (operation.MovesAligned ? 1 : _constants.UnalignedMoveFactor);
        var reads = Math.Max(input, moved) * batch + operation.WeightElements;
        var writes = Math.Max(operation.OutputElements, moved) * batch;
        var written = operation.OutputElements * (double)batch * Missed(operation.OutputElements * (double)batch);
        var cache = ((reads / device.Cache.ReadBytesPerCycle) + (writes / device.Cache.WriteBytesPerCycle))
            * _bytes * perCore / _constants.CacheEfficiency;
        var memory = ((external / device.External.ReadGBps) + (written / device.External.WriteGBps)) * _bytes * 1e-6 / _constants.ExternalEfficiency;
        return Cost.Overlapped(matrix, vector, cache, memory, _constants) with
        {
            CacheBytes = (reads + writes) * _bytes,
            ExternalBytes = (external + written) * _bytes,
        };
    }

    private double VectorCycles(FusedOp operation, int batch)
    {
        var drained = operation.Matrix is { } work
            ? (double)work.Repeats * work.RowTiles(_matrix.Rows, batch) * MatrixWork.Ceil(work.N, _matrix.Columns) * _constants.DrainCycles : 0;
        return drained + ((operation.VectorElements / device.VectorLanes) + (operation.WindowElements / _constants.WindowLanes)
            + (operation.ReductionElements / _constants.ReductionLanes)) * batch;
    }

    // A batch is split over the cores in whole images; a smaller one in rows of one image.
    private double Share(FusedOp operation, int batch)
    {
        if (batch % device.Cores == 0)
            return 1.0 / device.Cores;
        var rows = Math.Max(1, (operation.Output.IsMap ? operation.Output.Height : 1) * (long)batch);
        return (double)MatrixWork.Ceil(rows, device.Cores) / rows;
    }

    // The part of a tensor that is no longer in the cache, when so many elements have passed since.
    private double Missed(double elements) => 1 - Math.Min(1, _constants.CacheShare * device.Cache.CapacityBytes / (elements * _bytes));
}
