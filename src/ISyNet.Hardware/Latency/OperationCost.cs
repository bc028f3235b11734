namespace ISyNet.Hardware;

/// <summary>The closed form of one operation; docs/ascend310.md explains it. Allocates nothing.</summary>
internal sealed class OperationCost(Device device)
{
    private readonly CostConstants _constants = device.Constants;
    private readonly double _msPerCycle = 1e-3 / device.ClockMHz;
    private readonly int _bytes = device.Precision.Bytes;
    private readonly MatrixUnit _matrix = device.Precision.Matrix;
    private readonly double _stagingBytes = (device.Local?.StagingBytes ?? device.Cache.CapacityBytes) * device.Constants.StagingShare;
    private readonly double _cacheBytes = device.Cache.CapacityBytes * device.Constants.CacheShare;

    /// <summary>The cost of an operation for a batch.</summary>
    public Cost Of(FusedOp operation, int batch)
    {
        if (operation.IsFree)
            return default;
        var share = CoreShare(operation, batch);
        var matrix = operation.Matrix is { } work ? MatrixCyclesOf(operation.Class, work, batch, share) * _msPerCycle : 0;
        var vector = VectorCycles(operation, batch, share) * _msPerCycle;
        var (inputBytes, missedBytes) = Reads(operation, batch);
        var weightBytes = operation.WeightElements * (double)_bytes;
        var outputBytes = operation.OutputElements * (double)batch * _bytes;
        var writtenBytes = Missed(outputBytes);
        var movedBytes = MovedBytes(operation, batch);
        var cacheReads = Math.Max(SharedBytes(inputBytes, weightBytes), movedBytes / device.Cores);
        var cacheWrites = Math.Max(outputBytes, movedBytes) / device.Cores;
        var cache = ((cacheReads / device.Cache.ReadBytesPerCycle) + (cacheWrites / device.Cache.WriteBytesPerCycle))
            * _msPerCycle / _constants.CacheEfficiency;
        var external = (((missedBytes + weightBytes) / device.External.ReadGBps) + (writtenBytes / device.External.WriteGBps))
            * 1e-6 / _constants.ExternalEfficiency;
        return Cost.Overlapped(matrix, vector, cache, external, _constants.OperationOverheadUs * 1e-3, _constants.ExposedFraction) with
        {
            CacheBytes = (cacheReads + cacheWrites) * device.Cores,
            ExternalBytes = missedBytes + weightBytes + writtenBytes,
        };
    }

    // Part of the products that the busiest core does: cores share rows and blocks of columns; fewer blocks than cores are split along K. What
    // does not come in blocks (starts, elements) is shared evenly: by the blocks' share it would fall when a block more makes the share even.
    private double CoreShare(FusedOp operation, int batch)
    {
        var rows = (operation.Output.IsMap ? operation.Output.Height : 1) * (long)batch;
        var blocks = MatrixWork.Ceil(operation.Output.Rank == 0 ? 1 : operation.Output.Channels, _matrix.Columns);
        var units = rows * Math.Max(blocks, device.Cores);
        return (double)MatrixWork.Ceil(units, device.Cores) / units;
    }

    private double MatrixCyclesOf(OpClass kind, MatrixWork work, int batch, double share)
    {
        var cycles = kind == OpClass.GroupConv
            ? MatrixCycles.Grouped(work, _matrix, batch, _constants.GroupLoadCycles)
            : MatrixCycles.Of(work, _matrix, batch, _constants.TileLoadCycles);
        var starts = work.RowsJoin ? 0 : work.Repeats * (double)batch * _constants.StartCycles;
        return (cycles * share / _constants.MatrixEfficiency) + (starts / device.Cores);
    }

    private double VectorCycles(FusedOp operation, int batch, double share)
    {
        var drained = operation.Matrix is { } work
            ? (double)work.Repeats * work.RowTiles(_matrix.Rows, batch) * MatrixWork.Ceil(work.N, _matrix.Columns) * _constants.DrainCycles : 0;
        return (drained * share) + (((operation.VectorElements / device.VectorLanes) + (operation.WindowElements / Lanes(_constants.WindowLanes))
            + (operation.ReductionElements / Lanes(_constants.ReductionLanes))) * batch / device.Cores);
    }

    private double Lanes(double lanes) => Math.Min(lanes, device.VectorLanes);

    private (double InputBytes, double MissedBytes) Reads(FusedOp operation, int batch)
    {
        double input = 0, missed = 0;
        foreach (var read in operation.Inputs)
        {
            var bytes = read.Elements * (double)batch * _bytes;
            input += bytes;
            missed += read.Producer < 0 ? bytes : bytes * Missed(read.ReuseElements * (double)batch * _bytes) / (read.ReuseElements * (double)batch * _bytes);
        }

        return (input, missed);
    }

    // Cores share the rows, each reading all weights, or the output channels, each reading the whole input.
    private double SharedBytes(double inputBytes, double weightBytes) => Math.Min(
        StagedBytes(inputBytes / device.Cores, weightBytes), StagedBytes(inputBytes, weightBytes / device.Cores));

    // Bytes that one core reads: whichever operand does not fit the staging buffer makes the other be read again.
    private double StagedBytes(double inputBytes, double weightBytes) => weightBytes <= 0 ? inputBytes : Math.Min(
        (inputBytes * Math.Max(1, weightBytes / _stagingBytes)) + weightBytes,
        inputBytes + (weightBytes * Math.Max(1, inputBytes / _stagingBytes)));

    private double MovedBytes(FusedOp operation, int batch) => operation.MovedElements * (double)batch * _bytes * (
        operation.Class == OpClass.Input ? _constants.InputMoveFactor : operation.MovesAligned ? 1 : _constants.UnalignedMoveFactor);

    // Of so many bytes that passed, those that the cache no longer holds.
    private double Missed(double bytes) => Math.Max(0, bytes - _cacheBytes);
}
