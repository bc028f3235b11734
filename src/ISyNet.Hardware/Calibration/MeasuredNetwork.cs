namespace ISyNet.Hardware.Calibration;

/// <summary>A measurement and its network as the device runs it; constants do not change how networks are lowered.</summary>
internal sealed record MeasuredNetwork(Measurement Measured, LoweredNetwork Lowered)
{
    public double PredictMs(Device device) => PredictMs(new ClosedFormModel(device));

    public double PredictMs(ClosedFormModel model) => model.LatencyMs(Lowered, Measured.Batch);
}
