using ISyNet.Graph.Architectures;
using ISyNet.Hardware;

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
    public IReadOnlyDictionary<string, double> Measure(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var cost = _model.Predict(architecture);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [Objective.LatencyMsPerImage.Name] = cost.LatencyMsPerImage,
            [Objective.Mem.Name] = cost.Mem,
            [Objective.Params.Name] = cost.Params,
            [Objective.Macs.Name] = cost.Macs,
        };
    }
}
