using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Latency;

namespace ISyNet.Search;

/// <summary>
/// The cheap objectives of a network on a device at a batch: latency per image, MEM, parameters, MACs. Candidates share stages, so each stage is
/// costed once (<see cref="PartwiseModel"/>).
/// </summary>
/// <param name="model">Predicts the latency.</param>
/// <param name="batch">Images per batch.</param>
public sealed class DeviceObjectives(ILatencyModel model, int batch) : ICheapObjectives
{
    private readonly PartwiseModel _model = new(model, batch);

    /// <inheritdoc/>
    public MetricValues Measure(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var cost = _model.Predict(architecture);
        return
        [
            (Metric.LatencyMsPerImage, cost.LatencyMsPerImage), (Metric.Mem, cost.Mem), (Metric.Params, cost.Params), (Metric.Macs, cost.Macs),
        ];
    }
}
