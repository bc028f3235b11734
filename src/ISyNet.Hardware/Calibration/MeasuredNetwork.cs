using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Calibration;

/// <summary>A measurement and its network as the device runs it; constants do not change how networks are lowered.</summary>
internal sealed record MeasuredNetwork(Measurement Measured, LoweredNetwork Lowered, (LoweredOperation Operation, int Count)[] Distinct)
{
    /// <summary>Pairs a measurement with its network; operations that cost the same are costed once.</summary>
    public static MeasuredNetwork Create(Measurement measured, LoweredNetwork lowered) => new(
        measured, lowered, [.. lowered.Operations.GroupBy(Key).Select(group => (group.First(), group.Count()))]);

    public double PredictMs(Device device) => PredictMs(new ClosedFormModel(device));

    public double PredictMs(ClosedFormModel model)
    {
        var total = model.Device.Constants.NetworkOverheadUs * 1e-3;
        foreach (var (operation, count) in Distinct)
            total += count * model.Cost(operation, Measured.Batch).LatencyMs;
        return total;
    }

    // Everything that changes a cost: not the name, the layers or the kind.
    private static (LoweredOperation, string) Key(LoweredOperation operation) => (
        operation with { Name = "", Layers = [], Kind = "", Inputs = [], Params = 0 },
        string.Join(';', operation.Inputs.Select(read => $"{read.Producer < 0},{read.Elements},{read.ReuseElements}")));
}
