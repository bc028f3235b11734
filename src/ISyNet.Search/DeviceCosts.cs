using ISyNet.Graph.Architectures;
using ISyNet.Hardware;

namespace ISyNet.Search;

/// <summary>
/// The cheap objectives of a network on a device at a batch: latency per image, MEM, parameters, MACs. Candidates share stages, so each stage is
/// costed once (<see cref="ArchitectureCosts"/>).
/// </summary>
/// <param name="model">Predicts the latency.</param>
/// <param name="batch">Images per batch.</param>
public sealed class DeviceCosts(ClosedFormModel model, int batch) : INetworkCosts
{
    private readonly ArchitectureCosts _costs = new(model, batch);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Measure(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var cost = _costs.Of(architecture);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [Objective.LatencyMsPerImage.Name] = cost.LatencyMs / batch,
            [Objective.Mem.Name] = cost.Mem.Mem,
            [Objective.Params.Name] = cost.Params,
            [Objective.Macs.Name] = cost.Macs,
        };
    }
}
