using ISyNet.Graph;
using ISyNet.Hardware;

namespace ISyNet.Search;

/// <summary>The cheap objectives of a network on a device at a batch: latency per image, MEM, parameters, MACs.</summary>
/// <param name="model">Predicts the latency.</param>
/// <param name="batch">Images per batch.</param>
public sealed class DeviceCosts(ILatencyModel model, int batch) : INetworkCosts
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Measure(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var latency = model.Predict(network, batch);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [Objective.LatencyMsPerImage.Name] = latency.LatencyMsPerImage,
            [Objective.Mem.Name] = MatrixEfficiency.Of(latency.Fused, batch).Mem,
            [Objective.Params.Name] = network.TotalParams,
            [Objective.Macs.Name] = network.TotalMacs,
        };
    }
}
