using ISyNet.Graph;
using ISyNet.Hardware;

namespace ISyNet.Design;

/// <summary>What a network costs on the device of the run.</summary>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates per image.</param>
/// <param name="LatencyMsPerImage">Predicted, per image at the run's batch.</param>
/// <param name="Mem">MEM, 0 to 1.</param>
public sealed record NetworkCost(long Params, long Macs, double LatencyMsPerImage, double Mem);

/// <summary>What networks cost on the device of the run, at its batch.</summary>
public sealed record DeviceAppraisal(ILatencyModel Model, int Batch)
{
    /// <summary>Parameters, MACs, latency and MEM of a network.</summary>
    public NetworkCost CostOf(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new NetworkCost(
            network.TotalParams, network.TotalMacs, Model.Predict(network, Batch).LatencyMsPerImage,
            MatrixEfficiency.Of(network, Model.Device, Batch).Mem);
    }
}
