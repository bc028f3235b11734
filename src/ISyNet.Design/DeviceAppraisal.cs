using ISyNet.Graph;
using ISyNet.Hardware;

namespace ISyNet.Design;

/// <summary>What networks cost on the device of the run, at its batch.</summary>
public sealed record DeviceAppraisal(ILatencyModel Model, int Batch)
{
    /// <summary>Latency, MEM, parameters and MACs of a network.</summary>
    public NetworkTotals CostOf(Network network) => Model.Predict(network, Batch).Totals;
}
