using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;
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
    private readonly VectorWork _vector;
    private readonly double _msPerCycle, _matrixMsPerCycle;

    public UnitRates(Device device)
    {
        Device = device;
        Local = device.Local ?? throw new DeviceException(
            $"device '{device.Name}' has no field local (buffers of a core), which the tile schedule needs: use the closed form, or add it");
        var (precision, unit, constants) = (device.Precision, device.Precision.Matrix, device.Constants);
        _array = SystolicArray.FromUnit(unit);
        _vector = new VectorWork(device);
        _msPerCycle = 1e-3 / device.ClockMHz;
        _matrixMsPerCycle = _msPerCycle / constants.MatrixEfficiency;
        (RowsPerTile, DepthPerTile, ColumnsPerTile) = unit.Dataflow switch
        {
            Dataflow.WeightStationary => (Granule, unit.Rows, unit.Columns),
            Dataflow.OutputStationary => (unit.Rows, Granule, unit.Columns),
            Dataflow.InputStationary => (unit.Columns, unit.Rows, Granule),
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
        StartMs = constants.StartCycles * _msPerCycle;
        GroupLoadMs = _array is null ? constants.GroupLoadCycles * _msPerCycle : 0;
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

    /// <summary>Of every image and block of merged groups: fill and empty the pipeline.</summary>
    public double StartMs { get; }

    /// <summary>Of a tile of the streamed operand of a grouped convolution, which a cube does not load beside its products.</summary>
    public double GroupLoadMs { get; }

    public double DrainTileMs { get; }

    /// <summary>The matrix unit's time for one step: a block of operand tiles.</summary>
    /// <param name="rows">Tiles along M; a fraction is an average.</param>
    /// <param name="depth">Tiles along K.</param>
    /// <param name="columns">Tiles along N.</param>
    /// <param name="steps">Steps that add up to the same sums: an array that keeps the sums fills and drains once for all.</param>
    public double MatrixMs(double rows, double depth, double columns, double steps) => _matrixMsPerCycle * (_array switch
    {
        null => rows * depth * columns,
        { Dataflow: Dataflow.WeightStationary } => depth * columns * ((rows * RowsPerTile) + _array.FoldCycles(0)),
        { Dataflow: Dataflow.InputStationary } => rows * depth * ((columns * ColumnsPerTile) + _array.FoldCycles(0)),
        _ => rows * columns * ((depth * DepthPerTile) + (_array.FoldCycles(0) / steps)),
    });

    /// <summary>The vector unit's time for the passes of an operation, per image and core if one core did it all.</summary>
    public double VectorMs(LoweredOperation operation) => _msPerCycle * _vector.CyclesOf(operation);
}
