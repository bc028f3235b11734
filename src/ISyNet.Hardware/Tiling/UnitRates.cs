using ISyNet.Hardware.Systolic;

namespace ISyNet.Hardware.Tiling;

/// <summary>The rates of a device's units as milliseconds per byte, tile or step; its buffers in bytes.</summary>
internal sealed class UnitRates
{
    /// <summary>
    /// Cycles that one unit takes to hand a block to the next (flags, issue of a transfer). Assumed: no data sheet says it;
    /// without it the smallest blocks would always be the best.
    /// </summary>
    private const double HandOverCycles = 16;

    // Where the matrix unit does not care, blocks are whole multiples of this.
    private const int Granule = 16;

    private readonly SystolicArray? _array;
    private readonly double _msPerCycle;

    public UnitRates(Device device)
    {
        Device = device;
        Local = device.Local ?? throw new DeviceException(
            $"device '{device.Name}' has no field local (buffers of a core), which the tile schedule needs: use the closed form, or add it");
        var (precision, unit, constants) = (device.Precision, device.Precision.Matrix, device.Constants);
        _array = SystolicArray.Of(unit);
        _msPerCycle = 1e-3 / device.ClockMHz;
        (RowsPerTile, DepthPerTile, ColumnsPerTile) = unit.Dataflow switch
        {
            MatrixDataflow.WeightStationary => (Granule, unit.Rows, unit.Columns),
            MatrixDataflow.OutputStationary => (unit.Rows, Granule, unit.Columns),
            MatrixDataflow.InputStationary => (unit.Columns, unit.Rows, Granule),
            _ => (unit.Rows, unit.Depth, unit.Columns),
        };
        LeftTileBytes = (long)RowsPerTile * DepthPerTile * precision.Bytes;
        RightTileBytes = (long)DepthPerTile * ColumnsPerTile * precision.Bytes;
        SumTileBytes = (long)RowsPerTile * ColumnsPerTile * precision.AccumulatorBytes;
        HandOverMs = HandOverCycles * _msPerCycle;
        CacheReadMsPerByte = _msPerCycle / (device.Cache.ReadBytesPerCycle * constants.CacheEfficiency);
        CacheWriteMsPerByte = _msPerCycle / (device.Cache.WriteBytesPerCycle * constants.CacheEfficiency);
        ExternalReadMsPerByte = 1e-6 / (device.External.ReadGBps * constants.ExternalEfficiency);
        ExternalWriteMsPerByte = 1e-6 / (device.External.WriteGBps * constants.ExternalEfficiency);
        LeftTileMs = Math.Max(_array is null ? constants.TileLoadCycles : 0, LeftTileBytes / Local.StagingToLeft) * _msPerCycle;
        RightTileMs = RightTileBytes / Local.StagingToRight * _msPerCycle;
        DrainTileMs = Math.Max(constants.DrainCycles, SumTileBytes / Local.AccumulatorToVector) * _msPerCycle;
    }

    public Device Device { get; }

    public CoreMemory Local { get; }

    public int RowsPerTile { get; }

    public int DepthPerTile { get; }

    public int ColumnsPerTile { get; }

    public long LeftTileBytes { get; }

    public long RightTileBytes { get; }

    public long SumTileBytes { get; }

    public double HandOverMs { get; }

    public double CacheReadMsPerByte { get; }

    public double CacheWriteMsPerByte { get; }

    public double ExternalReadMsPerByte { get; }

    public double ExternalWriteMsPerByte { get; }

    public double LeftTileMs { get; }

    public double RightTileMs { get; }

    public double DrainTileMs { get; }

    /// <summary>The matrix unit's time for one step: a block of operand tiles.</summary>
    /// <param name="block">The tiles.</param>
    /// <param name="steps">Steps that add up to the same sums: an array that keeps the sums fills and drains once for all.</param>
    public double MatrixMs(Block block, double steps) => _msPerCycle * (_array switch
    {
        null => (double)block.Rows * block.Depth * block.Columns,
        { Dataflow: Dataflow.WeightStationary } => (double)block.Depth * block.Columns * _array.FoldCycles(block.Rows * RowsPerTile),
        { Dataflow: Dataflow.InputStationary } => (double)block.Rows * block.Depth * _array.FoldCycles(block.Columns * ColumnsPerTile),
        _ => (double)block.Rows * block.Columns * ((block.Depth * DepthPerTile) + (_array.FoldCycles(0) / steps)),
    });

    /// <summary>The vector unit's time for the passes of an operation, per image and core if one core did it all.</summary>
    public double VectorMs(FusedOp operation)
    {
        var constants = Device.Constants;
        return _msPerCycle * ((operation.VectorElements / Device.VectorLanes) + (operation.WindowElements / constants.WindowLanes)
            + (operation.ReductionElements / constants.ReductionLanes));
    }

    /// <summary>The share of a tensor that has left the cache when so many bytes have passed since.</summary>
    public double Missed(double bytes) => 1 - Math.Min(1, Device.Constants.CacheShare * Device.Cache.CapacityBytes / bytes);
}
