namespace ISyNet.Hardware.Calibration;

/// <summary>A measurement and its network as the device runs it; constants do not change how networks are fused.</summary>
internal sealed record MeasuredNetwork(Measurement Measured, FusedNetwork Fused)
{
    public double PredictMs(Device device) => PredictMs(new ClosedFormModel(device));

    public double PredictMs(ClosedFormModel model)
    {
        var total = model.Device.Constants.NetworkOverheadUs * 1e-3;
        foreach (var operation in Fused.Operations)
            total += model.OperationMs(operation, Measured.Batch);
        return total;
    }
}
