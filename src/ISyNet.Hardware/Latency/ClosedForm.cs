using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Latency;

/// <summary>The closed form of one operation; docs/ascend310.md explains it. Allocates nothing.</summary>
internal sealed class ClosedForm(Device device)
{
    private readonly DeviceConstants _constants = device.Constants;
    private readonly double _msPerCycle = 1e-3 / device.ClockMHz;
    private readonly int _bytes = device.Precision.Bytes;
    private readonly MatrixUnit _matrix = device.Precision.Matrix;
    private readonly VectorWork _vector = new(device);
    private readonly double _stagingBytes = (device.Local?.StagingBytes ?? device.Cache.CapacityBytes) * device.Constants.StagingShare;

    /// <summary>The cost of an operation for a batch.</summary>
    public OperationCost Of(LoweredOperation operation, int batch)
    {
        if (operation.IsFree)
            return new OperationCost(operation, batch, 0);
        var share = CoreShare(operation, batch);
        var matrix = operation.Matrix is { } product ? MatrixCyclesOf(operation, product, batch, share) * _msPerCycle : 0;
        var vector = VectorCycles(operation, batch, share) * _msPerCycle;
        var traffic = ExternalTraffic.Count(operation, batch, device);
        var (inputBytes, outputBytes) = (operation.InputElements * (double)batch * _bytes, operation.OutputElements * (double)batch * _bytes);
        var movedBytes = MovedBytes(operation, batch);
        var cacheReads = Math.Max(SharedBytes(inputBytes, traffic.WeightBytes), movedBytes / device.Cores);
        var cacheWrites = Math.Max(outputBytes, movedBytes) / device.Cores;
        var cache = ((cacheReads / device.Cache.ReadBytesPerCycle) + (cacheWrites / device.Cache.WriteBytesPerCycle))
            * _msPerCycle / _constants.CacheEfficiency;
        var external = (((traffic.ReadBytes + traffic.WeightBytes) / device.External.ReadGBps) + (traffic.WrittenBytes / device.External.WriteGBps))
            * 1e-6 / _constants.ExternalEfficiency;
        var overhead = (_constants.OperationOverheadUs + (operation.IsNarrowGroup ? _constants.NarrowGroupUs : 0)) * 1e-3;
        return OperationCost.Overlapped(
            operation, batch, matrix, vector, cache, external, overhead, _constants.ExposedFraction, _constants.ExternalExposed) with
        {
            CacheBytes = (cacheReads + cacheWrites) * device.Cores,
            ExternalBytes = traffic.Bytes,
        };
    }

    // Part of the products that the busiest core does: cores share rows and blocks of columns; fewer blocks than cores are split along K. What
    // does not come in blocks (starts, elements) is shared evenly: by the blocks' share it would fall when a block more makes the share even.
    private double CoreShare(LoweredOperation operation, int batch)
    {
        if (_matrix.BlockRows > 0 && operation.Matrix is { } product)
        {
            var kernels = (double)product.Count * MatrixProduct.Ceil(product.RowTiles(_matrix.Rows, batch) * _matrix.Rows, _matrix.BlockRows)
                * MatrixProduct.Ceil(product.N, _matrix.BlockColumns);
            return Math.Ceiling(kernels / device.Cores) / kernels;
        }

        var rows = (operation.Output.IsMap ? operation.Output.Height : 1) * (long)batch;
        var blocks = MatrixProduct.Ceil(operation.Output.Rank == 0 ? 1 : operation.Output.Channels, _matrix.Columns);
        var units = rows * Math.Max(blocks, device.Cores);
        return (double)MatrixProduct.Ceil(units, device.Cores) / units;
    }

    private double MatrixCyclesOf(LoweredOperation operation, MatrixProduct product, int batch, double share)
    {
        if (operation.IsNarrowGroup)
            return 0;
        var grouped = operation.Class == OpClass.GroupConv;
        if (_matrix.BlockRows > 0)
            return MatrixCycles.OfBlocks(product, _matrix, batch, device.Cores, grouped) / _constants.MatrixEfficiency;
        var cycles = grouped
            ? MatrixCycles.Grouped(product, _matrix, batch, _constants.GroupLoadCycles)
            : MatrixCycles.Count(product, _matrix, batch, _constants.TileLoadCycles);
        var starts = product.RowsJoin ? 0 : product.Count * (double)batch * _constants.StartCycles;
        return (cycles * share / _constants.MatrixEfficiency) + (starts / device.Cores);
    }

    private double VectorCycles(LoweredOperation operation, int batch, double share)
    {
        var drained = operation.Matrix is { } product
            ? (double)product.Count * product.RowTiles(_matrix.Rows, batch) * MatrixProduct.Ceil(product.N, _matrix.Columns) * _constants.DrainCycles : 0;
        return (drained * share) + (_vector.CyclesOf(operation) * batch / device.Cores);
    }

    // Cores share the rows, each reading all weights, or the output channels, each reading the whole input.
    private double SharedBytes(double inputBytes, double weightBytes) => Math.Min(
        StagedBytes(inputBytes / device.Cores, weightBytes), StagedBytes(inputBytes, weightBytes / device.Cores));

    // Bytes that one core reads: whichever operand does not fit the staging buffer makes the other be read again.
    private double StagedBytes(double inputBytes, double weightBytes) => weightBytes <= 0 ? inputBytes : Math.Min(
        (inputBytes * Math.Max(1, weightBytes / _stagingBytes)) + weightBytes,
        inputBytes + (weightBytes * Math.Max(1, inputBytes / _stagingBytes)));

    private double MovedBytes(LoweredOperation operation, int batch) => operation.MovedElements * (double)batch * _bytes * _constants.MoveFactor(operation);
}
