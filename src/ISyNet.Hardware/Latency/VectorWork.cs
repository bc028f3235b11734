using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Latency;

/// <summary>Cycles of the vector unit for the passes of an operation. All models use this rule.</summary>
internal sealed class VectorWork
{
    private readonly double _lanes, _function, _window, _depthwise, _reduction, _broadcast, _narrow;

    public VectorWork(Device device)
    {
        var constants = device.Constants;
        _lanes = device.VectorLanes;
        _function = constants.FunctionFactor - 1;
        _window = Lanes(constants.WindowLanes);
        _depthwise = constants.DepthwiseLanes > 0 ? Lanes(constants.DepthwiseLanes) : _window;
        _reduction = Lanes(constants.ReductionLanes);
        _broadcast = constants.BroadcastLanes > 0 ? Lanes(constants.BroadcastLanes) : _reduction;
        _narrow = constants.NarrowGroupLanes;
    }

    /// <summary>Cycles per image, if one core did it all; what comes out of the matrix unit is not counted.</summary>
    public double CyclesOf(LoweredOperation operation) => ((operation.VectorElements + (operation.FunctionElements * _function)) / _lanes)
        + (operation.WindowElements / (operation.Class == OpClass.DepthwiseConv ? _depthwise : _window))
        + (operation.ReductionElements / _reduction) + (operation.BroadcastElements / _broadcast)
        + (operation.IsNarrowGroup ? operation.Macs / _narrow : 0);

    private double Lanes(double lanes) => Math.Min(lanes, _lanes);
}
